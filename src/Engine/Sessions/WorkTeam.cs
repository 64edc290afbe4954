namespace Teleo.Engine.Sessions;

/// <summary>What a team does together: every member runs the same program on its share.</summary>
internal interface ITeamWork
{
    void Run(int member);
}

/// <summary>
/// A few threads that live as long as their model. The caller is member 0. Members meet at barriers that spin, as a token is
/// shorter than any way of sleeping; between jobs they spin a little and then sleep.
/// </summary>
internal sealed class WorkTeam : IDisposable
{
    private const int SpinsBeforeSleep = 20_000;

    private readonly Thread[] _threads;
    private readonly SemaphoreSlim[] _wakes;
    private ITeamWork? _work;
    private int _job;
    private int _arrived;
    private int _phase;
    private int _asleep;
    private volatile bool _stopping;

    public WorkTeam(int size)
    {
        Size = size;
        _threads = new Thread[size - 1];
        _wakes = new SemaphoreSlim[size - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int member = i + 1;
            _wakes[i] = new(0);
            _threads[i] = new(() => Serve(member)) { IsBackground = true, Name = $"teleo worker {member}" };
            _threads[i].Start();
        }
    }

    public int Size { get; }

    public void Run(ITeamWork work)
    {
        if (Size == 1)
        {
            work.Run(0);
            return;
        }
        _work = work;
        Interlocked.Increment(ref _job);
        if (Volatile.Read(ref _asleep) != 0)
            for (int i = 0; i < _wakes.Length; i++) _wakes[i].Release();
        work.Run(0);
        Barrier();
        _work = null;
    }

    /// <summary>Nobody goes on before all have come.</summary>
    public void Barrier()
    {
        if (Size == 1) return;
        int phase = Volatile.Read(ref _phase);
        if (Interlocked.Increment(ref _arrived) == Size)
        {
            _arrived = 0;
            Volatile.Write(ref _phase, phase + 1);
            return;
        }
        // Spinning needs the others to be running: where cores are short, yield now and then.
        for (int spins = 0; Volatile.Read(ref _phase) == phase; spins++)
            if (spins < 2_000) Thread.SpinWait(1);
            else Thread.Yield();
    }

    public void Dispose()
    {
        _stopping = true;
        foreach (var wake in _wakes) wake.Release();
        foreach (var thread in _threads) thread.Join();
        foreach (var wake in _wakes) wake.Dispose();
    }

    private void Serve(int member)
    {
        for (int seen = 0; ; seen++)
        {
            int spins = 0;
            while (Volatile.Read(ref _job) == seen)
            {
                if (_stopping) return;
                if (++spins < SpinsBeforeSleep)
                {
                    Thread.SpinWait(1);
                    continue;
                }
                // Say so before looking once more, so that either we see the job or the caller sees a sleeper.
                Interlocked.Increment(ref _asleep);
                if (Volatile.Read(ref _job) == seen && !_stopping) _wakes[member - 1].Wait();
                Interlocked.Decrement(ref _asleep);
                spins = 0;
            }
            _work!.Run(member);
            Barrier();
        }
    }
}
