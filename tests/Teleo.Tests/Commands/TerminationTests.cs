using System.Diagnostics;
using System.Text.Json;
using Teleo.Commands;
using Teleo.Shell;
using Teleo.Tests.Pools;

namespace Teleo.Tests.Commands;

/// <summary>What remains when the system asks the program to end, as a scheduler of batch jobs does before it kills.</summary>
public sealed class TerminationTests : IDisposable
{
    private readonly LivePackages _packages = new(4);

    public void Dispose() => _packages.Dispose();

    [Fact]
    public async Task A_terminated_pool_leaves_a_whole_trace_and_the_result_so_far()
    {
        string trace = Path.Combine(_packages.Folder, "run.jsonl.gz");
        var (exit, output) = await TerminatedAsync("pool", "run", "--skills", _packages.Folder, "--speed", "real", "--trace", trace, "--json");
        Assert.Equal(ExitCode.Terminated, exit);
        Assert.False(JsonDocument.Parse(output).RootElement.GetProperty("is_done").GetBoolean());
        Assert.Equal(ExitCode.Ok, Cli.Run("trace", "verify", trace).Exit);
        Assert.Equal([trace], Directory.GetFiles(_packages.Folder));
    }

    [Fact]
    public async Task A_terminated_simulation_leaves_no_half_of_a_trace()
    {
        var (exit, output) = await TerminatedAsync("sim", "run", "--workload", "diurnal", "--capacity", "6", "--regret", "0.05", "--trace", Path.Combine(_packages.Folder, "run.jsonl.gz"));
        Assert.Equal((ExitCode.Terminated, ""), (exit, output));
        Assert.Empty(Directory.GetFiles(_packages.Folder));
    }

    [Fact]
    public async Task A_killed_pool_leaves_its_decisions_to_be_recovered_and_the_next_command_names_them()
    {
        string trace = Path.Combine(_packages.Folder, "run.jsonl.gz");
        string[] words = ["exec", typeof(TeleoCommands).Assembly.Location, "pool", "run", "--skills", _packages.Folder, "--speed", "real", "--trace", trace];
        var start = new ProcessStartInfo("dotnet", words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using (var process = Process.Start(start)!)
        {
            string[] Left() => Directory.GetFiles(_packages.Folder, "run.jsonl.gz.*.tmp");
            for (int tenths = 0; tenths < 600 && !Left().Any(file => new FileInfo(file).Length > 0); tenths++) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
            process.Kill();
            await process.WaitForExitAsync();
        }

        Assert.False(File.Exists(trace));
        string left = Assert.Single(Directory.GetFiles(_packages.Folder, "*.tmp"));
        var asked = Cli.Run("trace", "verify", trace);
        asked.AssertFails(ExitCode.BadInput, "Unfinished");
        Assert.Contains($"teleo trace recover {left} {trace}", asked.Error, StringComparison.Ordinal);
        Assert.True(Cli.Run("trace", "recover", left, trace, "--json").Json().GetProperty("decisions").GetInt64() > 0);
        Assert.Equal(ExitCode.Ok, Cli.Run("trace", "verify", trace).Exit);
        Assert.Equal(ExitCode.Ok, Cli.Run("trace", "replay", trace).Exit);
        Cli.Run("trace", "recover", left, trace).AssertFails(ExitCode.BadInput, "AlreadyThere");
    }

    /// <summary>Starts the program, asks it to end once it is at work, and gives its exit code and what it printed.</summary>
    private static async Task<(ExitCode Exit, string Output)> TerminatedAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(TeleoCommands).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);
        Assert.False(process.HasExited, await Told());
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        await process.WaitForExitAsync(patience.Token);
        return ((ExitCode)process.ExitCode, await output);

        async Task<string> Told() => process.HasExited ? await errors : "";
    }
}
