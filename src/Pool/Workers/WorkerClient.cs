using System.Text;
using Teleo.Controller.Domain;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;

namespace Teleo.Pool.Workers;

/// <summary>
/// One worker as its server sees it. A separate thread reads its messages. When the worker ends or sends invalid messages, each of its
/// requests ends with one failure, and its owner is notified.
/// </summary>
internal sealed class WorkerClient : IDisposable
{
    /// <summary>The largest message of a worker: a piece of text, the end of an answer.</summary>
    private const int MostBytes = 1 << 20;

    /// <summary>The most time for short steps: start, cancellation, end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _name;
    private readonly IWorkerProcess _process;
    private readonly TimeProvider _clock;
    private readonly Action<string> _crashed;
    private readonly FrameStream _frames;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Asked> _asked = [];
    private readonly TaskCompletionSource _ready = NewTask();
    private readonly TaskCompletionSource _ended = NewTask();
    private TaskCompletionSource<ResourceVector>? _loading;
    private TaskCompletionSource? _resting;
    private TaskCompletionSource? _drained;
    private long _last;
    private string? _fault;
    private bool _isClosing;

    /// <param name="name">The model's, for messages.</param>
    /// <param name="crashed">Called with the reason when the worker is gone, before its requests end.</param>
    public WorkerClient(string name, IWorkerProcess process, TimeProvider clock, Action<string> crashed)
    {
        (_name, _process, _clock, _crashed) = (name, process, clock, crashed);
        _frames = new FrameStream(process.FromWorker, process.ToWorker, MostBytes);
        new Thread(Listen) { IsBackground = true, Name = $"worker {name}" }.Start();
    }

    public bool HasEnded
    {
        get
        {
            lock (_lock) return _fault is not null || _isClosing;
        }
    }

    /// <summary>Loads the model, or wakes it if it sleeps, and returns its memory use.</summary>
    /// <param name="most">The time after which the load counts as failed.</param>
    public async Task<ResourceVector> LoadAsync(WorkerModel model, TimeSpan most)
    {
        await ReadyAsync();
        var loading = Begin(ref _loading, new(TaskCreationOptions.RunContinuationsAsynchronously));
        _frames.Tell(FrameKind.Load, 0, WorkerMessages.Of(model));
        await WithinAsync(loading.Task, most, "did not load it");
        return await loading.Task;
    }

    /// <summary>Waits until the worker reports its start.</summary>
    public Task ReadyAsync() => WithinAsync(_ready.Task, Patience, "did not start");

    public async Task RestAsync()
    {
        var resting = Begin(ref _resting, NewTask());
        _frames.Tell(FrameKind.Rest, 0, []);
        await resting.Task;
    }

    public void LimitMemory(long bytes) => _process.LimitMemory(bytes);

    /// <summary>Has a completed request answered. It throws nothing: failure and cancellation are answers.</summary>
    public async Task<PoolAnswer> AskAsync(int model, PoolRequest request, CancellationToken cancellation)
    {
        var asked = new Asked(model, request);
        long id;
        lock (_lock)
        {
            if (_fault is not null || _isClosing) return Failed(_fault ?? $"{_name} is being taken away");
            _asked.Add(id = ++_last, asked);
        }

        _frames.Tell(FrameKind.Ask, id, WorkerMessages.Of(request));
        await using var registration = cancellation.UnsafeRegister(_ => _ = GiveUpAsync(id, asked), null);
        return await asked.End.Task;
    }

    /// <summary>Accepts no more requests, waits for running ones, and ends the worker.</summary>
    public async Task CloseAsync()
    {
        Task drained;
        lock (_lock)
        {
            _isClosing = true;
            drained = _asked.Count == 0 ? Task.CompletedTask : (_drained ??= NewTask()).Task;
        }

        await drained;
        EndInput();
        await Task.WhenAny(_ended.Task, Task.Delay(Patience, _clock));
        await StopAsync();
    }

    /// <summary>Ends the worker at once; its running requests fail.</summary>
    public async Task StopAsync()
    {
        lock (_lock) _isClosing = true;
        _process.Kill();
        await _ended.Task;
    }

    public void Dispose()
    {
        StopAsync().GetAwaiter().GetResult();
        _process.Dispose();
    }

    private async Task WithinAsync(Task task, TimeSpan most, string what)
    {
        await Task.WhenAny(task, Task.Delay(most, _clock));
        if (!task.IsCompleted) throw new PoolWorkException($"the worker of {_name} {what} within {most.TotalSeconds:F0} s");
        await task;
    }

    private void Listen()
    {
        string why = "";
        try
        {
            while (_frames.TryRead(out var frame)) Take(frame);
        }
        catch (InvalidDataException nonsense)
        {
            why = $": {nonsense.Message}";
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException)
        {
            why = $": {problem.Message}";
        }

        _process.Kill();
        Fall($"the worker of {_name} {_process.WaitForEnd()}{why}");
    }

    private void Take(in Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Ready:
                string version = WorkerMessages.TextIn(frame);
                if (version != WorkerMessages.Version) throw new InvalidDataException($"it is '{version}', not {WorkerMessages.Version}");
                _ready.TrySetResult();
                break;
            case FrameKind.Loaded:
                End(ref _loading)?.TrySetResult(WorkerMessages.FootprintIn(frame));
                break;
            case FrameKind.NotLoaded:
                End(ref _loading)?.TrySetException(new PoolWorkException(WorkerMessages.TextIn(frame)));
                break;
            case FrameKind.Rested:
                End(ref _resting)?.TrySetResult();
                break;
            case FrameKind.Piece:
                if (Find(frame.Request, removes: false) is { } speaking) speaking.Add(WorkerMessages.TextIn(frame));
                break;
            case FrameKind.Answer:
                var answer = WorkerMessages.AnswerIn(frame);
                if (Find(frame.Request, removes: true) is { } asked) asked.End.TrySetResult(answer with { Text = asked.TextOf(answer) });
                break;
            default:
                throw new InvalidDataException($"a worker sends no message of kind {frame.Kind}");
        }
    }

    private Asked? Find(long request, bool removes)
    {
        lock (_lock)
        {
            if (!_asked.TryGetValue(request, out var asked)) return null;
            if (removes) _asked.Remove(request);
            if (_asked.Count == 0) _drained?.TrySetResult();
            return asked;
        }
    }

    /// <summary>Handles the end of the worker: all waiting calls fail.</summary>
    private void Fall(string why)
    {
        Asked[] asked;
        bool isCrash;
        lock (_lock)
        {
            _fault = why;
            isCrash = !_isClosing;
            asked = [.. _asked.Values];
            _asked.Clear();
        }

        string whole = _process.LastLine is { Length: > 0 } words ? $"{why} ({words})" : why;
        if (isCrash) _crashed(whole);
        var problem = new PoolWorkException(whole, isGone: true);
        _ready.TrySetException(problem);
        End(ref _loading)?.TrySetException(problem);
        End(ref _resting)?.TrySetResult();
        foreach (var one in asked) one.End.TrySetResult(Failed(why));
        lock (_lock) _drained?.TrySetResult();
        _ended.TrySetResult();
    }

    /// <summary>A worker that does not give up a request in time is ended.</summary>
    private async Task GiveUpAsync(long id, Asked asked)
    {
        var sent = Task.Run(() => _frames.Tell(FrameKind.Cancel, id, []));
        await Task.WhenAny(asked.End.Task, Task.Delay(Patience, _clock));
        if (!asked.End.Task.IsCompleted) _process.Kill();
        await sent;
    }

    private void EndInput()
    {
        try
        {
            _process.ToWorker.Dispose();
        }
        catch (IOException)
        {
            // It is gone already.
        }
    }

    private T Begin<T>(ref T? place, T task) where T : class
    {
        lock (_lock)
        {
            if (_fault is { } why) throw new PoolWorkException(why, isGone: true);
            return place = task;
        }
    }

    private T? End<T>(ref T? place) where T : class
    {
        lock (_lock)
        {
            var task = place;
            place = null;
            return task;
        }
    }

    private static PoolAnswer Failed(string why) => new(RequestStatus.Failed) { Why = why };

    private static TaskCompletionSource NewTask() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A request that the worker has.</summary>
    private sealed class Asked(int model, PoolRequest request)
    {
        private readonly StringBuilder _text = new();

        public TaskCompletionSource<PoolAnswer> End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Add(string text)
        {
            _text.Append(text);
            request.Sink?.Output(model, text);
        }

        public string TextOf(PoolAnswer answer) => answer.Status == RequestStatus.Answered ? _text.ToString() : "";
    }
}
