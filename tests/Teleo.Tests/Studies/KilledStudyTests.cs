using System.Diagnostics;
using Teleo.Commands;
using Teleo.Controller.Domain;
using Teleo.Experiments.Tests.Studies;

namespace Teleo.Tests.Studies;

public class KilledStudyTests
{
    private const string Definition = """
        {
          "name": "killed", "question": "Does it go on where it stopped?",
          "workloads": ["zipf"], "budgets": [0.3, 0.6], "baseline": "teleodynamic", "arms": ["teleodynamic", "lru", "action-shuffle"],
          "seeds": [1, 2, 3, 4, 5, 6, 7, 8], "requests": 600, "primary_metric": "cost"
        }
        """;

    [NightlyFact]
    public void A_study_killed_again_and_again_ends_with_the_bytes_of_one_that_was_not()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["study.json"], Definition);
        using (var whole = Start(folder, "whole")) whole.WaitForExit();

        var chance = new SeedTree(1).Stream("kills");
        int kills = 0;
        for (int wanted = 3; wanted < 48; wanted += 1 + chance.NextInt(8))
        {
            using var run = Start(folder, "killed");
            while (!run.HasExited && Done(folder["killed"]) < wanted) Thread.SpinWait(2_000);
            if (run.HasExited) break;
            Thread.SpinWait(chance.NextInt(200_000));
            run.Kill();
            run.WaitForExit();
            kills++;
        }

        using (var last = Start(folder, "killed")) last.WaitForExit();
        Assert.True(kills >= 3, $"only {kills} blows fell");
        Assert.Equal(Tables(folder["whole"]), Tables(folder["killed"]));
    }

    private static Process Start(TemporaryFolder folder, string output)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet",
            ["exec", typeof(TeleoCommands).Assembly.Location, "study", "run", folder["study.json"], "--out", folder[output], "--threads", "2"])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        return process;
    }

    private static int Done(string folder) => Directory.Exists(Path.Combine(folder, "cells")) ? Directory.GetDirectories(Path.Combine(folder, "cells")).Length : 0;

    private static Dictionary<string, string> Tables(string folder) => Directory.GetFiles(folder, "*.csv").ToDictionary(file => Path.GetFileName(file)!, File.ReadAllText);
}
