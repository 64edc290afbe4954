using System.IO.Pipes;
using Teleo.Pool.Workers;

namespace Teleo.Pool.Tests.Workers;

/// <summary>A worker on a thread of the test instead of a process; ended, both its streams end.</summary>
internal sealed class Piped : IWorkerProcess
{
    private readonly AnonymousPipeServerStream _in = new(PipeDirection.Out), _out = new(PipeDirection.In);
    private readonly AnonymousPipeClientStream _workerIn, _workerOut;
    private readonly ManualResetEventSlim _ended = new();

    /// <param name="run">The inside of the worker: what it reads, what it writes.</param>
    public Piped(Action<Stream, Stream> run)
    {
        _workerIn = new AnonymousPipeClientStream(PipeDirection.In, _in.ClientSafePipeHandle);
        _workerOut = new AnonymousPipeClientStream(PipeDirection.Out, _out.ClientSafePipeHandle);
        new Thread(() =>
        {
            try
            {
                run(_workerIn, _workerOut);
            }
            catch (Exception problem) when (problem is IOException or ObjectDisposedException or InvalidDataException)
            {
                LastLine = problem.Message;
            }

            _workerOut.Dispose();
            _ended.Set();
        })
        { IsBackground = true }.Start();
    }

    /// <summary>A worker that does as it should.</summary>
    public static Piped Honest() => new((input, output) => WorkerHost.Run(input, output, new EngineModel(TimeProvider.System)));

    /// <summary>A worker that has started, and then hears one message after another until it has had enough.</summary>
    public static Piped Which(Func<FrameStream, Frame, bool> hears) => new((input, output) =>
    {
        var frames = new FrameStream(input, output, 1 << 20);
        frames.Write(FrameKind.Ready, 0, WorkerMessages.Of(WorkerMessages.Version));
        while (frames.TryRead(out var frame) && hears(frames, frame))
        {
        }
    });

    public Stream ToWorker => _in;

    public Stream FromWorker => _out;

    public string LastLine { get; private set; } = "";

    public int Kills { get; private set; }

    public void LimitMemory(long bytes)
    {
    }

    public void Kill()
    {
        Kills++;
        _in.Dispose();
    }

    public string WaitForEnd()
    {
        _ended.Wait();
        return "ended";
    }

    public void Dispose() => _out.Dispose();
}
