using System.Collections.Concurrent;
using Teleo.Pool.Requests;
using Teleo.Pool.Work;

namespace Teleo.Pool.Workers;

/// <summary>
/// The inside of a worker: runs one model for the server that started it. It ends when its input ends: when the server closes it, or when
/// the server is gone for any reason.
/// </summary>
internal sealed class WorkerHost : IDisposable
{
    /// <summary>The largest message of a server: a prompt.</summary>
    private const int MostBytes = 1 << 28;

    private readonly FrameStream _frames;
    private readonly IWorkerModel _model;
    private readonly ConcurrentDictionary<long, CancellationTokenSource> _asked = [];

    private WorkerHost(Stream input, Stream output, IWorkerModel model) =>
        (_frames, _model) = (new FrameStream(input, output, MostBytes), model);

    /// <summary>Serves until the input ends. Throws <see cref="InvalidDataException"/> where it is no server's.</summary>
    /// <param name="model">Is disposed at the end.</param>
    public static void Run(Stream input, Stream output, IWorkerModel model)
    {
        using var host = new WorkerHost(input, output, model);
        host._frames.Write(FrameKind.Ready, 0, WorkerMessages.Of(WorkerMessages.Version));
        while (host._frames.TryRead(out var frame)) host.Obey(frame);
    }

    public void Dispose()
    {
        foreach (var asked in _asked.Values) asked.Cancel();
        _model.Dispose();
    }

    private void Obey(in Frame frame)
    {
        long request = frame.Request;
        switch (frame.Kind)
        {
            case FrameKind.Load:
                var model = WorkerMessages.ModelIn(frame);
                _ = Task.Run(() => LoadAsync(model));
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

    private async Task LoadAsync(WorkerModel model)
    {
        try
        {
            _frames.Tell(FrameKind.Loaded, 0, WorkerMessages.Of(await _model.LoadAsync(model)));
        }
        catch (PoolWorkException problem)
        {
            _frames.Tell(FrameKind.NotLoaded, 0, WorkerMessages.Of(problem.Message));
        }
    }

    private async Task RestAsync()
    {
        await _model.RestAsync();
        _frames.Tell(FrameKind.Rested, 0, []);
    }

    private async Task AnswerAsync(long id, PoolRequest request, CancellationTokenSource stop)
    {
        PoolAnswer answer;
        try
        {
            answer = await _model.AskAsync(request with { Sink = new Pieces(this, id) }, stop.Token);
        }
        catch (Exception defect)
        {
            answer = new PoolAnswer(RequestStatus.Failed) { Why = $"the worker failed: {defect.Message}" };
        }

        _asked.TryRemove(id, out _);
        _frames.Tell(FrameKind.Answer, id, WorkerMessages.Of(answer));
    }

    private sealed class Pieces(WorkerHost host, long request) : IPoolSink
    {
        public void Output(int model, string text) => host._frames.Tell(FrameKind.Piece, request, WorkerMessages.Of(text));
    }
}
