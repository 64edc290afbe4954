namespace Teleo.Pool.Workers;

/// <summary>A worker that was started: its two streams, and ways to bound and to end it. Members may be called from any thread.</summary>
internal interface IWorkerProcess : IDisposable
{
    Stream ToWorker { get; }

    Stream FromWorker { get; }

    /// <summary>The last line that it wrote for people, for whoever runs the server; it may name paths of this machine.</summary>
    string LastLine { get; }

    /// <summary>Bounds its memory from now on; does nothing where the machine does not allow it.</summary>
    void LimitMemory(long bytes);

    /// <summary>Ends it at once; does nothing where it has ended.</summary>
    void Kill();

    /// <summary>Waits for its end and returns a description of it.</summary>
    string WaitForEnd();
}
