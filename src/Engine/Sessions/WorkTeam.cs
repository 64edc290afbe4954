using System.Runtime.InteropServices;

namespace Teleo.Engine.Sessions;

/// <summary>The joint work of a team: every member runs the same program on its share.</summary>
internal interface ITeamWork
{
    void Run(int member);
}

/// <summary>
/// A few threads that exist from their first job to the end of their model. The caller is member 0. Members wait at barriers that spin,
/// because a token takes less time than any sleep; between jobs they spin a little and then sleep.
/// </summary>
internal sealed class WorkTeam(int size) : IDisposable
{
    private const int SpinsBeforeSleep = 20_000;

    private readonly Thread[] _threads = new Thread[size - 1];
    private readonly SemaphoreSlim[] _wakes = new SemaphoreSlim[size - 1];
    private ITeamWork? _work;
    private volatile bool _stopping;
    private Signals _signals;

    public int Size => size;

    /// <summary>The members of the present job: one or all.</summary>
    public int Members { get; private set; } = 1;

    public void Run(ITeamWork work, int members)
    {
        Members = members;
        if (members == 1)
        {
            work.Run(0);
            return;
        }
        if (_threads[0] is null) Start();
        _work = work;
        Interlocked.Increment(ref _signals.Job);
        if (Volatile.Read(ref _signals.Asleep) != 0)
            foreach (var wake in _wakes) wake.Release();
        work.Run(0);
        Barrier();
        _work = null;
    }

    /// <summary>Waits until all members have arrived.</summary>
    public void Barrier()
    {
        if (Members == 1) return;
        int phase = Volatile.Read(ref _signals.Phase);
        if (Interlocked.Increment(ref _signals.Arrived) == size)
        {
            _signals.Arrived = 0;
            Volatile.Write(ref _signals.Phase, phase + 1);
            return;
        }
        // Spinning needs the others to be running: where cores are short, yield now and then.
        for (int spins = 0; Volatile.Read(ref _signals.Phase) == phase; spins++)
            if (spins < 2_000) Thread.SpinWait(1);
            else Thread.Yield();
    }

    public void Dispose()
    {
        if (size == 1 || _threads[0] is null) return;
        _stopping = true;
        foreach (var wake in _wakes) wake.Release();
        foreach (var thread in _threads) thread.Join();
        foreach (var wake in _wakes) wake.Dispose();
    }

    private void Start()
    {
        for (int i = 0; i < _threads.Length; i++)
        {
            int member = i + 1;
            _wakes[i] = new(0);
            _threads[i] = new(() => Serve(member)) { IsBackground = true, Name = $"teleo worker {member}" };
            _threads[i].Start();
        }
    }

    private void Serve(int member)
    {
        for (int seen = 0; ; seen++)
        {
            int spins = 0;
            while (Volatile.Read(ref _signals.Job) == seen)
            {
                if (_stopping) return;
                if (++spins < SpinsBeforeSleep)
                {
                    Thread.SpinWait(1);
                    continue;
                }
                // Say so before looking once more, so that either we see the job or the caller sees a sleeper.
                Interlocked.Increment(ref _signals.Asleep);
                if (Volatile.Read(ref _signals.Job) == seen && !_stopping) _wakes[member - 1].Wait();
                Interlocked.Decrement(ref _signals.Asleep);
                spins = 0;
            }
            _work!.Run(member);
            Barrier();
        }
    }

    // Each on a cache line of its own: who waits for one must not be disturbed by those who write another.
    [StructLayout(LayoutKind.Explicit, Size = 5 * 64)]
    private struct Signals
    {
        [FieldOffset(1 * 64)] public int Job;
        [FieldOffset(2 * 64)] public int Arrived;
        [FieldOffset(3 * 64)] public int Phase;
        [FieldOffset(4 * 64)] public int Asleep;
    }
}
