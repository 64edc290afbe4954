using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Tests.Simulator;

public class WaitAndLoadBoundTests
{
    public static TheoryData<string> Policies =>
        [.. PolicyCatalog.Entries.Where(e => e.Name is not ("random-action" or "action-shuffle")).Select(e => e.Name)];

    [Theory, MemberData(nameof(Policies))]
    public void No_policy_beats_it_in_pools_of_any_kind(string policy)
    {
        for (uint seed = 0; seed < 4; seed++)
        {
            var run = Run(seed, capacity: 2 + 2 * (int)seed, loaders: 1 + (int)seed % 2);
            var prepared = new PreparedScenario(new Scenario("test", "1"), run, [.. Enumerable.Repeat(10L, run.Trace.Skills.Length)]);
            try
            {
                var report = prepared.Play(policy);
                Assert.True(report.Bound is { Lower: > 0 });
                Assert.True(report.Cost >= report.Bound.Lower);
            }
            catch (InputException refusal) when (refusal.Code == "BadPolicy")
            {
                Assert.Contains("cannot work here", refusal.Message);
            }
        }
    }

    [Fact]
    public void It_is_reached_where_one_load_of_each_is_all_there_is_to_pay()
    {
        var run = Run(1, capacity: 1000, loaders: 8);
        double firstLoads = run.Trace.Skills.Select((_, i) => run.Profiles[i].ColdLoadSeconds).Sum();
        Assert.Equal(firstLoads, WaitAndLoadBound.LowerSeconds(run), 1e-9);
    }

    [Fact]
    public void Two_skills_that_alternate_in_a_pool_of_one_pay_for_every_gap()
    {
        // Each second one of the two is asked for; a load takes half a second, so that half of each 2 s gap costs 0.25 s.
        var rows = Enumerable.Range(0, 100).Select(t => new Request(t * 1_000_000_000L, t % 2, -1, 10, 10)).ToArray();
        var run = With(new MemoryWorkload(["a", "b"], rows), [Profile("a", 1, 0.5), Profile("b", 1, 0.5)], capacity: 1, loaders: 1);

        // 97 s in which two gaps of 0.25 s a second are open and room is for one, 2 s with one open gap, two first loads.
        Assert.Equal(2 * 0.5 + 97 * 0.25, WaitAndLoadBound.LowerSeconds(run), 1e-9);
    }

    [Fact]
    public void It_says_where_it_does_not_hold()
    {
        var run = Run(1, 4, 1);
        Assert.Null(WaitAndLoadBound.ObstacleIn(run));
        Assert.NotNull(WaitAndLoadBound.ObstacleIn(run with { WarmupSeconds = 10 }));
        Assert.NotNull(WaitAndLoadBound.ObstacleIn(run with { Trace = new Adversary(8, 10, 1, new SeedTree(1)) }));
        Assert.NotNull(WaitAndLoadBound.ObstacleIn(run with { Settings = run.Settings with { Miss = MissMode.Refuse } }));
    }

    [Fact]
    public void A_run_that_costs_less_is_an_error()
    {
        var run = Run(1, 4, 1);
        var prepared = new PreparedScenario(new Scenario("test", "1"), run, [.. Enumerable.Repeat(10L, run.Trace.Skills.Length)]);
        var report = prepared.Play("lru");
        report.Bound = report.Bound! with { Lower = report.Cost * 1.01 };
        Assert.Contains("less than the bound", Assert.Throws<InvariantException>(() => WaitAndLoadBound.Check(report)).Message);
    }

    private static SimulatedRun Run(uint seed, int capacity, int loaders)
    {
        var rng = new SeedTree(41).Stream("requests", seed);
        var rows = new Request[300];
        long now = 0;
        for (int t = 0; t < rows.Length; t++)
        {
            now += (long)(rng.NextExponential() * 2e9);
            double u = rng.NextDouble();
            rows[t] = new Request(now, (int)(8 * u * u), -1, 5 + rng.NextInt(50), 1 + rng.NextInt(40));
        }

        ImmutableArray<string> names = [.. Enumerable.Range(0, 8).Select(i => $"s{i}")];
        ImmutableArray<SkillProfile> profiles = [.. names.Select((name, i) => Profile(name, 1 + i % 3, 0.2 + 0.5 * (i % 4)))];
        return With(new MemoryWorkload(names, rows), profiles, capacity, loaders);
    }

    private static SimulatedRun With(MemoryWorkload trace, ImmutableArray<SkillProfile> profiles, int capacity, int loaders)
    {
        var settings = new PlantSettings { Capacity = PlantSettings.UnlimitedBut(capacity), Loaders = loaders };
        return new SimulatedRun(trace, profiles, settings, new SeedTree(1), ServiceLevels.Of(trace, profiles));
    }

    private static SkillProfile Profile(string name, long bytes, double loadSeconds) => new()
    {
        Name = name,
        Footprint = ResourceVector.Bytes(bytes),
        ColdLoadSeconds = loadSeconds,
        WarmLoadSeconds = loadSeconds,
        PrefillTokensPerSecond = 1000,
        DecodeTokensPerSecond = 100,
    };
}
