using System.Diagnostics;

namespace Teleo.Pool.Workers;

/// <summary>A worker as a process of the system.</summary>
internal sealed class WorkerProcess : IWorkerProcess
{
    private const int LongestLine = 200;

    private readonly Process _process;
    private readonly MemoryGroup? _group;
    private volatile string _lastLine = "";

    public WorkerProcess(Process process, MemoryGroup? group)
    {
        (_process, _group, Id) = (process, group, process.Id);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
        (ToWorker, FromWorker) = (process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
    }

    public int Id { get; }

    public Stream ToWorker { get; }

    public Stream FromWorker { get; }

    public string LastLine => _lastLine;

    public void LimitMemory(long bytes) => _group?.Limit(bytes);

    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended, and was forgotten.
        }
    }

    public string WaitForEnd()
    {
        _process.WaitForExit();
        _group?.Dispose();
        // The system's way of saying that a signal ended it.
        return _process.ExitCode > 128 ? $"was ended by signal {_process.ExitCode - 128}" : $"ended with exit code {_process.ExitCode}";
    }

    public void Dispose() => _process.Dispose();

    /// <summary>Keeps the last line of what it says beside its messages.</summary>
    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        string plain = new([.. line.Trim().Where(c => !char.IsControl(c)).Take(LongestLine)]);
        _lastLine = plain;
    }
}
