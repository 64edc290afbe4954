using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Phases;

public class PhaseEventsTests
{
    [Fact]
    public void Runs_about_a_named_event_are_told_by_policy_and_span()
    {
        string folder = Directory.CreateTempSubdirectory("teleo-events").FullName;
        var told = Cli.Run("phase", "events", "-w", "foresight-break", "-c", "20", "--at", "break", "--policies", "teleodynamic,lru", "--seeds", "2",
            "--before", "120", "--after", "240", "--out", folder, "--json").Json();
        Assert.Equal(["teleodynamic", "lru"], told.EnumerateArray().Select(one => one.GetProperty("policy").GetString()));
        Assert.Equal(["before", "soon after", "at the end"], told[0].GetProperty("spans").EnumerateArray().Select(span => span.GetProperty("name").GetString()));
        string csv = File.ReadAllText(Path.Combine(folder, "events.csv"));
        Assert.Contains("\"teleodynamic\",account client0,", csv, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "aligned.svg")) && File.Exists(Path.Combine(folder, "aligned-accounts.svg")));
        Directory.Delete(folder, true);
    }

    [Theory]
    [InlineData("--at", "brake", "break")]
    [InlineData("--after", "100", "--step")]
    [InlineData("--at", "7000", "lower --after")]
    [InlineData("--policies", "lruu", "lru")]
    [InlineData("--workload", "judge-chance", "judge-choice")]
    public void A_wrong_question_is_refused_with_what_would_be_right(string option, string value, string says)
    {
        string[] usual = ["phase", "events", "-w", "foresight-break", "-c", "20", "--at", "break", "--seeds", "2"];
        var run = Cli.Run([.. usual.Where((_, i) => option != "--at" || i is not (6 or 7)).Where((_, i) => option != "--workload" || i is not (2 or 3)), option, value]);
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Regions_are_named_with_their_boundaries_and_rules()
    {
        string folder = Directory.CreateTempSubdirectory("teleo-regions").FullName;
        var told = Cli.Run("phase", "regions", "-w", "zipf", "-c", "4", "--across", "capacity=2:6:2", "--along", "load=1:64:3:log", "--seeds", "2", "--seconds", "300",
            "--out", folder, "--json").Json();
        var boundary = told.GetProperty("lines")[0].GetProperty("boundaries").EnumerateArray().Last();
        Assert.Equal("saturated", boundary.GetProperty("to").GetString());
        Assert.InRange(boundary.GetProperty("at").GetDouble(), boundary.GetProperty("lower").GetDouble(), boundary.GetProperty("upper").GetDouble());
        Assert.True(File.Exists(Path.Combine(folder, "regions.svg")) && File.Exists(Path.Combine(folder, "boundaries.csv")));
        Directory.Delete(folder, true);
    }

    [Fact]
    public void A_boundary_along_the_capacity_is_refused() =>
        Cli.Run("phase", "regions", "-w", "zipf", "-c", "4", "--across", "load=1:4:2", "--along", "capacity=2:6:3").AssertFails(ExitCode.Usage, "Usage");

    [Fact]
    public void A_policy_that_is_not_known_is_answered_with_one_suggestion()
    {
        var run = Cli.Run("phase", "events", "-w", "zipf", "-c", "4", "--policies", "lruu", "--seeds", "2");
        run.AssertFails(ExitCode.Usage, "UnknownPolicy");
        Assert.Equal(2, run.Error.Split("did you mean").Length);
    }
}
