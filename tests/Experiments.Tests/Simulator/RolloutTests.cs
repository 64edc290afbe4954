using Teleo.Engine.Input;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Tests.Simulator;

public sealed class RolloutTests
{
    private static PreparedScenario Prepared => new Scenario("drift", "6").Prepare(1).First(1500);

    private static (RunReport Report, List<RolloutResult> Played) Play(string policy, double share)
    {
        var prepared = Prepared;
        var played = new List<RolloutResult>();
        return (prepared.Play(policy, new RunHooks { Rollouts = new Rollouts(prepared.Run, share, 60, played.Add) }), played);
    }

    [Fact]
    public void Playing_alternatives_changes_nothing_in_the_run()
    {
        var report = Play("teleodynamic", 0.05).Report;
        report.Rollouts = null;
        Assert.Equal(Json.Of(Prepared.Play("teleodynamic")), Json.Of(report));
    }

    [Fact]
    public void The_chosen_is_the_first_alternative_and_regret_is_what_it_cost_beyond_the_cheapest()
    {
        var (report, played) = Play("teleodynamic", 0.3);
        Assert.Equal(report.Rollouts!.Sampled, played.Count);
        Assert.InRange(played.Count, 0.2 * report.Decisions, 0.4 * report.Decisions);
        foreach (var result in played)
        {
            Assert.Equal(result.RegretS, result.Alternatives[0].CostS - result.Alternatives.Min(alternative => alternative.CostS), 1e-12);
            Assert.InRange(result.Alternatives.Count, 1, 4);   // the chosen, the no-op, the runner-up and what was wanted
            Assert.Contains(result.Alternatives, alternative => alternative.Action == "no-op");
        }

        Assert.Contains(played, result => result.Alternatives.Count > 2);
    }

    [Fact]
    public void Who_picks_the_worst_regrets_far_more() =>
        Assert.True(Play("inverted-comparator", 0.05).Report.Rollouts!.MeanRegretS > 10 * Play("teleodynamic", 0.05).Report.Rollouts!.MeanRegretS);

    [Fact]
    public void Regret_by_hand()
    {
        var profiles = TestPools.Skills(1);
        var run = new SimulatedRun(new MemoryWorkload([profiles[0].Name], [TestPools.At(1, 0), TestPools.At(2, 0), TestPools.At(3, 0)]), profiles, TestPools.Settings(1), new(1), ServiceLevels.None(1));
        var played = new List<RolloutResult>();
        var settings = run.Settings;
        run.Play(catalog => TestPools.Policy("lru", catalog, settings), new RunHooks { Rollouts = new Rollouts(run, 1, 20, played.Add) });
        Assert.Equal(["activate skill-0", "no-op"], played[0].Alternatives.Select(alternative => alternative.Action));

        // Chosen: 10 s of load and waits of 10, 9 and 8 s. Not chosen: loading begins with the next request, a second later.
        Assert.Equal(10 + 10 + 9 + 8, played[0].Alternatives[0].CostS, 1e-9);
        Assert.Equal(10 + 11 + 10 + 9, played[0].Alternatives[1].CostS, 1e-9);
        Assert.Equal(0, played[0].RegretS);
    }
}
