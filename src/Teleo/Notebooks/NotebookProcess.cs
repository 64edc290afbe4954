using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Teleo.Shell;

namespace Teleo.Notebooks;

/// <summary>
/// Runs a notebook in its own process, with a limit of time and of memory, so that a cell that ends the process, hangs or fills memory only
/// fails.
/// </summary>
/// <param name="Limit">The time after which the process is ended.</param>
/// <param name="MemoryBytes">The bytes that managed memory may take.</param>
internal sealed record NotebookProcess(TimeSpan Limit, long MemoryBytes)
{
    /// <summary>The last line that the process prints: the sign that it came to its own end.</summary>
    public sealed record Report(string Notebook, int Cells, int Of, bool Failed);

    /// <exception cref="CommandFailure">The process ended without a report: by a cell, a limit, or a fault that it told.</exception>
    public async Task<Report> RunAsync(IReadOnlyList<string> words, Terminal terminal, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        using var process = Process.Start(StartOf(words))!;
        string last = "";
        try
        {
            var said =
                Task.WhenAll(Lines(process.StandardOutput, line => last = line), Lines(process.StandardError, terminal.Error.WriteLine));
            await process.WaitForExitAsync(limit.Token);
            await said;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new CommandFailure(ExitCode.Failed, "TimeLimit",
                string.Create(CultureInfo.InvariantCulture,
                    $"the notebook was ended after {Limit.TotalSeconds:0} s; --timeout gives it longer"));
        }

        if (process.ExitCode is (int)ExitCode.Ok or (int)ExitCode.Failed && ReportIn(last) is { } report) return report;
        if (Enum.IsDefined((ExitCode)process.ExitCode) && process.ExitCode != 0)
            throw new CommandFailure((ExitCode)process.ExitCode, "Notebook", "the notebook was not run");
        throw new CommandFailure(ExitCode.Failed, "EndedByCell",
            $"the process of the notebook ended with exit code {process.ExitCode} before its last cell did; a cell ended it, or it "
                + "needed more memory than --memory lets it have");
    }

    private static Report? ReportIn(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Report>(line, Engine.Input.Json.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private ProcessStartInfo StartOf(IReadOnlyList<string> words)
    {
        string assembly = typeof(NotebookProcess).Assembly.Location;
        bool isLauncher = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "teleo";
        string program = isLauncher ? Environment.ProcessPath! : "dotnet";
        var start = new ProcessStartInfo(program, isLauncher ? words : ["exec", assembly, .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = MemoryBytes.ToString("X", CultureInfo.InvariantCulture);
        return start;
    }

    private static async Task Lines(StreamReader from, Action<string> take)
    {
        while (await from.ReadLineAsync() is { } line) take(line);
    }
}
