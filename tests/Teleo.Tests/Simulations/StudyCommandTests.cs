using Teleo.Experiments.Tests.Studies;
using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Simulations;

public class StudyCommandTests
{
    private const string Definition = """
        {
          "name": "command", "question": "Is a planted cost found?", "plant": "synthetic",
          "workloads": ["synthetic"], "budgets": [1], "baseline": "base", "arms": ["base", "planted:4"],
          "seeds": [1, 2, 3, 4, 5, 6, 7, 8], "primary_metric": "cost",
          "hypotheses": [ { "id": "H1", "claim": "it costs more", "arm": "planted:4", "expect": "worse" } ]
        }
        """;

    [Fact]
    public void From_a_file_to_a_verdict()
    {
        using var folder = new TemporaryFolder();
        string file = folder["study.json"], results = folder["results"];
        File.WriteAllText(file, Definition);
        Assert.Equal(16, Cli.Run("study", "validate", file, "--json").Json().GetProperty("runs").GetInt32());
        Assert.Equal(ExitCode.Ok, Cli.Run("study", "register", file, "--out", results).Exit);
        Assert.Equal(ExitCode.Ok, Cli.Run("study", "run", file, "--out", results, "--shard", "2/2").Exit);
        Cli.Run("study", "merge", file, "--out", results).AssertFails(ExitCode.Failed, "Incomplete");
        Assert.Equal(8, Cli.Run("study", "plan", file, "--out", results, "--json").Json().GetProperty("done").GetInt32());
        Assert.Equal(ExitCode.Ok, Cli.Run("study", "run", file, "--out", results).Exit);
        Assert.Equal("confirmatory, not witnessed",
            Cli.Run("study", "status", file, "--out", results, "--json").Json().GetProperty("standing").GetString());
        Assert.Equal("supported",
            Cli.Run("study", "verdict", file, "--out", results, "--json").Json()[0].GetProperty("verdict").GetString());
    }

    [Fact]
    public void The_members_of_a_verdict_are_the_columns_of_its_table()
    {
        using var folder = new TemporaryFolder();
        string file = folder["study.json"], results = folder["results"];
        File.WriteAllText(file, Definition);
        Cli.Run("study", "run", file, "--out", results);
        var verdict = Cli.Run("study", "verdict", file, "--out", results, "--json").Json()[0];
        string[] lines = File.ReadAllLines(Path.Combine(results, "claims.csv"));
        Assert.Equal(lines[0].Split(','), verdict.EnumerateObject().Select(member => member.Name));
        Assert.Equal(lines[1].Split(',')[^5], verdict.GetProperty("lower95").GetRawText());
    }

    [Fact]
    public void Single_runs_can_be_listed_compared_and_made_again()
    {
        using var folder = new TemporaryFolder();
        string file = folder["study.json"], results = folder["results"];
        File.WriteAllText(file, Definition);
        Cli.Run("study", "run", file, "--out", results, "--shard", "1/2");
        var runs = Cli.Run("study", "runs", file, "--out", results, "--where", "state=done", "--json").Json().EnumerateArray().ToList();
        Assert.Equal(8, runs.Count);
        string one = runs[0].GetProperty("name").GetString()!, other = runs[^1].GetProperty("name").GetString()!;
        Assert.Contains("arm", Cli.Run("study", "diff", file, one, other, "--out", results, "--json").Json()
            .EnumerateArray().Select(d => d.GetProperty("name").GetString()));
        Assert.Equal(ExitCode.Ok, Cli.Run("study", "rerun", file, one, "--out", results).Exit);

        string metrics = Path.Combine(results, "cells", one, "metrics.json");
        File.AppendAllText(metrics, " ");
        Cli.Run("study", "rerun", file, one, "--out", results).AssertFails(ExitCode.BadInput, "NotRun");
        Assert.Equal(1, Cli.Run("study", "gc", file, "--out", results, "--delete", "--json").Json().GetProperty("left").GetArrayLength());
        Assert.False(Directory.Exists(Path.Combine(results, "cells", one)));
        Cli.Run("study", "runs", file, "--out", results, "--where", "arms=lru").AssertFails(ExitCode.Usage, "Usage");
        Assert.Single(Directory.GetFiles(Path.Combine(results, "sessions")));
    }

    [Fact]
    public void A_registration_comes_before_the_first_run_and_only_once()
    {
        using var folder = new TemporaryFolder();
        string file = folder["study.json"];
        File.WriteAllText(file, Definition);
        Assert.Equal(ExitCode.Ok, Cli.Run("study", "run", file, "--out", folder["late"]).Exit);
        Cli.Run("study", "register", file, "--out", folder["late"]).AssertFails(ExitCode.IntegrityFailure, "RanBefore");
        Assert.Equal(ExitCode.Ok, Cli.Run("study", "register", file, "--out", folder["twice"]).Exit);
        Cli.Run("study", "register", file, "--out", folder["twice"]).AssertFails(ExitCode.IntegrityFailure, "AlreadyRegistered");
    }

    [Fact]
    public void Faults_are_told_each_on_its_line_and_end_in_bad_input()
    {
        using var folder = new TemporaryFolder();
        string file = folder["study.json"];
        File.WriteAllText(file, Definition.Replace("[1, 2, 3, 4, 5, 6, 7, 8]", "[1, 2, 3]")
            .Replace("\"arms\": [\"base\",", "\"arms\": [\"bass\","));
        var run = Cli.Run("study", "validate", file);
        Assert.Equal(ExitCode.BadInput, run.Exit);
        string[] lines = run.Error.TrimEnd().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.All(lines[..3], line => Assert.StartsWith(file + ":", line, StringComparison.Ordinal));
        Assert.StartsWith("teleo: error StudyFaults: 3 faults", lines[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0/3"), InlineData("4/3"), InlineData("x"), InlineData("1/2/3")]
    public void A_part_that_is_none_is_refused(string part)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["study.json"], Definition);
        Cli.Run("study", "run", folder["study.json"], "--out", folder["out"], "--shard", part).AssertFails(ExitCode.Usage, "Usage");
    }

    [Fact]
    public void A_commitment_that_does_not_exist_is_refused() =>
        Cli.Run("falsify", "--quick", "--commitment", "C9").AssertFails(ExitCode.Usage, "Usage");
}
