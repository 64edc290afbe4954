using Teleo.Controller.Domain;
using Teleo.Experiments.CacheRivals;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Tests.Simulator;

/// <summary>The plant without time gives every policy the count tier, and the rules their misses to the last one.</summary>
public sealed class CountModeTests
{
    public static TheoryData<string, ulong> Cases
    {
        get
        {
            var cases = new TheoryData<string, ulong>();
            foreach (string rule in (string[])["fifo", "lru", "clock", "sieve", "gdsf"])
                for (ulong seed = 1; seed <= 4; seed++) cases.Add(rule, seed);
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_plant_without_time_misses_as_a_cache_does(string rule, ulong seed)
    {
        var seeds = new SeedTree(seed);
        var trace = Synthesizer.Trace(new SynthesisSpec { Skills = 20, Zipf = 0.3 * seed, DurationSeconds = 3000 }, seeds);

        // Sizes and times are powers of two, so that ties between priorities are ties in both tiers' arithmetic.
        var profiles = TestPools.Skills(20);
        var settings = new PlantSettings { Capacity = PlantSettings.UnlimitedBut(8) };
        var run = CountMode.Of(new SimulatedRun(trace, profiles, settings, seeds, null!));
        var queueTier = run.Play(catalog => TestPools.Policy(rule, catalog, settings, seed));

        int[] requests = [.. trace.Rows.ToArray().Select(row => row.Skill)];
        var shape = CacheShape.Uniform(20);
        var countTier = rule switch
        {
            "fifo" => CountTier.Run<FifoRule>(shape, requests, 8),
            "lru" => CountTier.Run<LruRule>(shape, requests, 8),
            "clock" => CountTier.Run<ClockRule>(shape, requests, 8),
            "sieve" => CountTier.Run<SieveRule>(shape, requests, 8),
            _ => CountTier.Run<AgedPriorityRule<GdsfWorth>>(shape, requests, 8),
        };
        Assert.Equal((countTier.Requests, countTier.Misses), (queueTier.Requests, queueTier.Misses));
        Assert.Equal(countTier.Misses, queueTier.Loads);
        Assert.Equal(0, queueTier.MaxWaitS);
    }
}
