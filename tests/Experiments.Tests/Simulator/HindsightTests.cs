using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Experiments.Bounds;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Tests.Bounds;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Tests.Simulator;

public sealed class HindsightTests
{
    [Fact]
    public void Read_backwards_the_demand_optimum_is_the_same()
    {
        var rng = new SeedTree(31).Stream("instances");
        for (int round = 0; round < 200; round++)
        {
            var instance = Instances.Random(ref rng, withHolding: false, resources: 1, skills: 2 + round % 7, requests: 30);
            var walk = new CostToGo([.. instance.Sizes.Select(size => size[0])], instance.Capacity[0], instance.LoadCosts, instance.Requests.Length);
            var costs = walk.End();
            foreach (int skill in instance.Requests.Reverse()) walk.StepBack(costs, skill);
            Assert.Equal(DemandOptimum.Cost(instance), costs[0] * walk.UnitSeconds, 1e-6);
        }
    }

    [Fact]
    public void With_one_skill_kept_it_is_the_optimum_of_a_pool_that_is_smaller_by_it()
    {
        // Skill 0 stays until the last request, which is for it; the others have one place between them.
        var walk = new CostToGo([1, 1, 1], 2, [5, 1, 2], 6);
        var costs = walk.End();
        walk.StepBack(costs, 0);
        int[] kept = CostToGo.Keeping(costs, 0);
        foreach (int skill in (int[])[1, 2, 1, 2])
        {
            walk.StepBack(costs, skill);
            walk.StepBack(kept, skill);
        }

        Assert.Equal(1 + 2 + 1 + 2, kept[0b001] * walk.UnitSeconds, 1e-6);
        Assert.Equal(1 + 2 + 5, costs[0b000] * walk.UnitSeconds, 1e-6);   // both others stay, and 0 is loaded in the end
        Assert.True(kept[0b110] >= CostToGo.Never);
    }

    [Theory]
    [InlineData(new[] { 0, 1, 2, 0 }, 2, 1, 2)]   // the least recently used goes and is asked for next; then 1 goes, rightly
    [InlineData(new[] { 0, 1, 2, 1 }, 1, 1, 0)]   // it is never asked for again
    public void Unloads_by_hand(int[] skills, int judged, int good, double regret)
    {
        var report = Play([.. skills.Select((skill, i) => TestPools.At(100 * i, skill))], "lru");
        Assert.Equal((judged, good), (report.JudgedUnloads, report.GoodUnloads));
        Assert.Equal(regret, report.MeanRegretS * report.Sampled, 1e-6);
    }

    [Fact]
    public void Judging_changes_nothing_in_the_run_and_who_knows_the_future_decides_better_than_chance()
    {
        var prepared = new Scenario("rare", "3").Prepare(1).First(3000);
        RunReport Judged(string policy) => prepared.Play(policy, new RunHooks { Hindsight = new Hindsight(prepared.Run, 0.2) });
        var judged = Judged("teleodynamic");
        judged.Hindsight = null;
        Assert.Equal(Json.Of(prepared.Play("teleodynamic")), Json.Of(judged));
        var (seer, chance) = (Judged("clairvoyant"), Judged("random-victim"));
        Assert.True(seer.GoodDecisionRatio > chance.GoodDecisionRatio + 0.05);
        Assert.True(seer.DecisionRegretS < chance.DecisionRegretS);
    }

    [Theory]
    [InlineData("servegen-12h", "TooManySkills")]
    [InlineData("adversary", "NoFuture")]
    public void What_cannot_be_judged_is_told(string workload, string code) =>
        Assert.Equal(code, Assert.Throws<InputException>(() => new Hindsight(new Scenario(workload, "60%").Prepare(1).Run, 0.1)).Code);

    private static HindsightReport Play(Request[] rows, string policy)
    {
        var profiles = TestPools.Skills(3);
        var settings = TestPools.Settings(2);
        var run = new SimulatedRun(new MemoryWorkload([.. profiles.Select(p => p.Name)], rows), profiles, settings, new SeedTree(1), ServiceLevels.None(3));
        return run.Play(catalog => TestPools.Policy(policy, catalog, settings), new RunHooks { Hindsight = new Hindsight(run, 1) }).Hindsight!;
    }
}
