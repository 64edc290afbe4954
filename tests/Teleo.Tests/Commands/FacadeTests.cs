using Teleo.Controller.Deciding;
using Teleo.Engine.Input;
using Teleo.Experiments.Research;
using Teleo.Experiments.Rivals;

namespace Teleo.Tests.Commands;

/// <summary>What a researcher programs against gives what the commands give.</summary>
public sealed class FacadeTests
{
    private static Experiments.Research.Pool Small => Experiments.Research.Pool.Simulated("rare", "2");

    [Fact]
    public void A_run_of_a_pool_is_the_run_of_the_command()
    {
        var run = Small.Play("teleodynamic", seed: 3);
        var told = Cli.Run("sim", "run", "-w", "rare", "-c", "2", "--seed", "3", "--json").Json();
        Assert.Equal(told.GetProperty("cost").GetDouble(), run.Cost);
        Assert.Equal(told.GetProperty("decisions").GetInt64(), run.Decisions);
        Assert.True(run.Cost >= run.LowestCost);
    }

    [Fact]
    public void The_same_policy_by_name_and_of_ones_own_costs_the_same()
    {
        Contender own = new("own", context => new NeverActPolicy());
        Contender ours = Contender.Controller("ours", new ControllerOptions());
        var comparison = Small.Compare(["never-act", own, "teleodynamic", ours], seeds: 2);
        Assert.Equal(0, comparison["own"].Difference);
        Assert.Equal(comparison["teleodynamic"].Cost, comparison["ours"].Cost);
        Assert.Equal(0, comparison["never-act"].Difference);
        Assert.Equal([.. comparison.Rows.Select(row => row.Cost).Order()], comparison.Rows.Select(row => row.Cost));
        Assert.Contains("over never-act", comparison.ToString(), StringComparison.Ordinal);
        Assert.Empty(comparison.Figure().Problems());
    }

    [Fact]
    public void A_trace_under_its_own_rule_parts_nowhere_and_under_another_somewhere()
    {
        string path = Path.Combine(TestFolder.New(), "run.jsonl.gz");
        Small.Play("teleodynamic", trace: path);
        var trace = Trace.Open(path);
        var made = trace.Decisions().ToList();
        Assert.Equal(trace.Summary.Decisions, made.Count);
        Assert.Equal(trace.Summary.Acted, made.Count(decision => decision.Acted));
        Assert.All(trace.Under(trace.Header.Options), pair => Assert.Equal(pair.Made.Action, pair.Instead.Action));
        var wary = trace.Header.Options with { Score = trace.Header.Options.Score with { StandardErrors = 1000 } };
        Assert.Contains(trace.Under(wary), pair => pair.Made.Action != pair.Instead.Action);
        Assert.Empty(trace.Figure().Problems());
    }

    [Fact]
    public void Who_leaves_no_whole_decisions_cannot_be_traced_and_no_file_is_left()
    {
        string path = Path.Combine(TestFolder.New(), "run.jsonl");
        Assert.Equal("NothingToTrace", Assert.Throws<InputException>(() => Small.Play("lru", trace: path)).Code);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_mistake_is_told_at_once()
    {
        Assert.Equal("UnknownWorkload", Assert.Throws<InputException>(() => Experiments.Research.Pool.Simulated("driftt", "6")).Code);
        Assert.Contains("teleodynamic", Assert.Throws<InputException>(() => Small.Play("teleodynamik")).Message, StringComparison.Ordinal);
        string folder = TestFolder.New();
        Assert.Contains("question", Assert.Throws<InputException>(() => Study.Define("""{ "name": "x" }""", folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_study_goes_from_its_text_to_its_verdicts()
    {
        var study = Study.Define("""
            {
              "name": "small", "question": "Is never acting worse?", "workloads": ["rare"], "budgets": [0.5], "baseline": "lru", "arms": ["lru", "never-act"],
              "seeds": [1, 2, 3, 4, 5, 6], "requests": 200, "primary_metric": "cost",
              "hypotheses": [{ "id": "h", "claim": "Never acting is worse.", "arm": "never-act", "expect": "worse" }]
            }
            """, TestFolder.New());
        study.Register();
        study.Run();
        var verdict = study.Verdicts().First(v => v.Id == "h");
        Assert.Equal("supported", verdict.Verdict);
        Assert.Equal(12, study.Runs);
        Assert.Equal("AlreadyRegistered", Assert.Throws<InputException>(study.Register).Code);
    }
}
