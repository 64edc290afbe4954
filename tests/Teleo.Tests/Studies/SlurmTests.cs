using System.Diagnostics;
using Teleo.Commands;

namespace Teleo.Tests.Studies;

public class SlurmTests
{
    [SlurmFact]
    public void An_array_on_a_real_cluster_gives_the_bytes_of_a_plain_run()
    {
        using var script = Process.Start(new ProcessStartInfo(Repository.PathOf("tests", "slurm", "run-local.sh"),
            [$"dotnet exec {typeof(TeleoCommands).Assembly.Location}", "2"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = script.StandardError.ReadToEndAsync();
        string said = script.StandardOutput.ReadToEnd();
        script.WaitForExit();
        if (script.ExitCode == CannotRunHere) return;   // a machine may have the programs and forbid them to start
        Assert.True(script.ExitCode == 0, said + error.Result);
        Assert.Contains("2 parts on Slurm", said);
    }

    private const int CannotRunHere = 77;
}

/// <summary>Needs Slurm's daemons and the right to start them: counted as skipped where they are missing.</summary>
public sealed class SlurmFactAttribute : FactAttribute
{
    public SlurmFactAttribute() => Skip =
        new[] { "/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/sbin/munged" }.FirstOrDefault(tool => !File.Exists(tool)) is { } missing ? $"no {missing}"
        : Environment.IsPrivilegedProcess ? null
        : "slurmd needs root";
}
