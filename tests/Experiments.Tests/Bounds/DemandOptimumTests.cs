using Teleo.Controller.Domain;
using Teleo.Experiments.Bounds;
using Teleo.Experiments.CacheRivals;
using Teleo.Experiments.Simulator;

namespace Teleo.Experiments.Tests.Bounds;

public class DemandOptimumTests
{
    [Fact]
    public void It_equals_brute_force_on_500_random_instances()
    {
        var rng = new SeedTree(21).Stream("instances");
        for (int round = 0; round < 500; round++)
        {
            var instance = Instances.Random(ref rng, withHolding: round % 3 == 0, resources: 1 + round % 2);
            Assert.Equal(BruteForce(instance, 0, 0), DemandOptimum.Cost(instance), 1e-9);
        }
    }

    [Fact]
    public void With_equal_sizes_and_costs_it_is_beladys_minimum()
    {
        var rng = new SeedTree(22).Stream("instances");
        var requests = Enumerable.Range(0, 400).Select(_ => rng.NextInt(10)).ToArray();
        foreach (int capacity in new[] { 1, 3, 6, 10 })
        {
            var instance = new DemandInstance(requests, [.. Enumerable.Repeat(new double[] { 1 }, 10)], [capacity], [.. Enumerable.Repeat(1.0, 10)]);
            Assert.Equal(BeladyMin.Misses(requests, 10, capacity), DemandOptimum.Cost(instance));
        }
    }

    [Fact]
    public void No_replacement_rule_beats_it_and_it_beats_the_compulsory_loads()
    {
        var rng = new SeedTree(23).Stream("instances");
        for (int round = 0; round < 40; round++)
        {
            var instance = Instances.Random(ref rng, withHolding: false, resources: 1, skills: 8, requests: 120);
            double optimum = DemandOptimum.Cost(instance);
            var shape = new CacheShape([.. instance.Sizes.Select(s => s[0])], instance.LoadCosts);
            foreach (double cost in Costs(shape, instance)) Assert.True(cost >= optimum - 1e-9);
            Assert.True(optimum >= instance.Compulsory - 1e-9);
        }
    }

    [Fact]
    public void Sixteen_skills_take_no_more_than_a_table_of_all_sets()
    {
        var rng = new SeedTree(24).Stream("instances");
        var instance = Instances.Random(ref rng, withHolding: false, resources: 2, skills: 16, requests: 300);
        Assert.InRange(DemandOptimum.Cost(instance), instance.Compulsory, instance.Requests.Sum(i => instance.LoadCosts[i]));
    }

    [Fact]
    public void What_cannot_be_answered_is_refused()
    {
        var tooMany = new DemandInstance([0], [.. Enumerable.Repeat(new double[] { 1 }, 23)], [5], new double[23]);
        Assert.Contains("at most 22", Assert.Throws<ArgumentException>(() => DemandOptimum.Cost(tooMany)).Message);
        var tooLarge = new DemandInstance([0], [[9]], [5], [1]);
        Assert.Contains("larger than the pool", Assert.Throws<ArgumentException>(() => DemandOptimum.Cost(tooLarge)).Message);
    }

    private static IEnumerable<double> Costs(CacheShape shape, DemandInstance instance)
    {
        double capacity = instance.Capacity[0];
        yield return CountTier.Run<LruRule>(shape, instance.Requests, capacity).LoadSeconds;
        yield return CountTier.Run<SieveRule>(shape, instance.Requests, capacity).LoadSeconds;
        yield return CountTier.Run<LfuRule>(shape, instance.Requests, capacity).LoadSeconds;
        yield return CountTier.Run<AgedPriorityRule<GdsfWorth>>(shape, instance.Requests, capacity).LoadSeconds;
        yield return CountTier.Run<ArcRule>(shape, instance.Requests, capacity).LoadSeconds;
    }

    /// <summary>The definition: before each request any subset may be dropped.</summary>
    private static double BruteForce(DemandInstance instance, int step, int residents)
    {
        if (step == instance.Requests.Length) return 0;
        int requested = instance.Requests[step];
        double best = double.PositiveInfinity;
        for (int kept = residents; ; kept = (kept - 1) & residents)
        {
            int after = kept | 1 << requested;
            var members = Enumerable.Range(0, instance.Skills).Where(i => (after >> i & 1) == 1).ToList();
            bool fits = Enumerable.Range(0, instance.Capacity.Length).All(k => members.Sum(i => instance.Sizes[i][k]) <= instance.Capacity[k]);
            if (fits)
            {
                double paid = (kept >> requested & 1) == 1 ? 0 : instance.LoadCosts[requested];
                double held = instance.HoldingCosts.Length == 0 ? 0 : members.Sum(i => instance.HoldingCosts[i]);
                best = Math.Min(best, paid + held + BruteForce(instance, step + 1, after));
            }

            if (kept == 0) return best;
        }
    }
}
