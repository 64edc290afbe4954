using System.Collections.Concurrent;
using Teleo.Controller.Domain;
using Teleo.Engine.Pool;
using Teleo.Pool.Live;
using Teleo.Pool.Requests;

namespace Teleo.Pool.Workers;

/// <summary>
/// The inside of a worker: runs one model for the server that started it. It ends when its input ends, which is so when that server closed
/// it and also when that server is gone in whatever way.
/// </summary>
internal sealed class WorkerHost : IDisposable
{
    /// <summary>The largest message of a server: a prompt.</summary>
    private const int MostBytes = 1 << 28;

    private readonly FrameStream _frames;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<long, CancellationTokenSource> _asked = [];
    private RuntimePool? _pool;
    private RuntimeHandle _model;

    private WorkerHost(Stream input, Stream output, TimeProvider clock) =>
        (_frames, _clock) = (new FrameStream(input, output, MostBytes), clock);

    /// <summary>Serves until the input ends. Throws <see cref="InvalidDataException"/> where it is no server's.</summary>
    public static void Run(Stream input, Stream output, TimeProvider clock)
    {
        using var host = new WorkerHost(input, output, clock);
        host._frames.Write(FrameKind.Ready, 0, WorkerMessages.Of(WorkerMessages.Version));
        while (host._frames.TryRead(out var frame)) host.Obey(frame);
    }

    public void Dispose()
    {
        foreach (var asked in _asked.Values) asked.Cancel();
        _pool?.Dispose();
    }

    private void Obey(in Frame frame)
    {
        long request = frame.Request;
        switch (frame.Kind)
        {
            case FrameKind.Load:
                var model = WorkerMessages.ModelIn(frame);
                _ = Task.Run(() => Load(model));
                break;
            case FrameKind.Ask:
                var asked = WorkerMessages.RequestIn(frame);
                var stop = _asked[request] = new CancellationTokenSource();
                _ = Task.Run(() => AnswerAsync(request, asked, stop));
                break;
            case FrameKind.Cancel:
                if (_asked.TryGetValue(request, out var given)) given.Cancel();
                break;
            case FrameKind.Rest:
                _ = Task.Run(RestAsync);
                break;
            default:
                throw new InvalidDataException($"a server sends no message of kind {frame.Kind}");
        }
    }

    private void Load(WorkerModel model)
    {
        try
        {
            if (_pool is null)
            {
                _pool = new RuntimePool(
                    new PoolOptions { SessionsPerRuntime = model.Sessions, Runtime = new() { MaxThreads = 1 } }, _clock);
                if (model.Under is { } under) _pool.Load(under);
                _model = _pool.Load(model.Skill);
            }

            _pool.Activate(_model);
            Tell(FrameKind.Loaded, 0, WorkerMessages.Of(Footprint()));
        }
        catch (PoolException problem)
        {
            Tell(FrameKind.NotLoaded, 0, WorkerMessages.Of(problem.Message));
        }
    }

    private async Task RestAsync()
    {
        try
        {
            await _pool!.SuspendAsync(_model);
        }
        catch (PoolException)
        {
            // It was not at work.
        }

        Tell(FrameKind.Rested, 0, []);
    }

    private async Task AnswerAsync(long id, PoolRequest request, CancellationTokenSource stop)
    {
        PoolAnswer answer;
        try
        {
            answer = _pool is { } pool
                ? await LiveAnswers.ServeAsync(pool, _model, 0, request with { Sink = new Pieces(this, id) }, stop.Token)
                : new PoolAnswer(RequestStatus.Failed) { Why = "the model is not loaded" };
        }
        catch (Exception defect)
        {
            answer = new PoolAnswer(RequestStatus.Failed) { Why = $"the worker failed: {defect.Message}" };
        }

        _asked.TryRemove(id, out _);
        Tell(FrameKind.Answer, id, WorkerMessages.Of(answer));
    }

    /// <summary>The bytes of the model and of what it is laid over.</summary>
    private ResourceVector Footprint()
    {
        var held = _pool!.Snapshot().Held;
        return new ResourceVector { ResidentBytes = held.Weights, ScratchBytes = held.Kv + held.Scratch };
    }

    private void Tell(FrameKind kind, long request, byte[] body)
    {
        try
        {
            _frames.Write(kind, request, body);
        }
        catch (IOException)
        {
            // The server is gone; the input ends too.
        }
    }

    private sealed class Pieces(WorkerHost host, long request) : IPoolSink
    {
        public void Output(int model, string text) => host.Tell(FrameKind.Piece, request, WorkerMessages.Of(text));
    }
}
