using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Experiments.CacheRivals;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;

namespace Teleo.Experiments.Tests.Simulator;

/// <summary>With loads that take no time and no queue, the simulated pool is the cache.</summary>
public class TierAgreementTests
{
    private const int Skills = 30;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(17)]
    [InlineData(40)]
    public void Both_tiers_count_the_same_misses(int capacity)
    {
        int[] requests = Requests(2000);
        double[] sizes = [.. Enumerable.Range(0, Skills).Select(i => 1.0 + i * 7 % 4)];
        double[] ones = [.. sizes.Select(_ => 1e-9)];
        var shape = new CacheShape(sizes, ones) { HalfLife = 600e9, GhostNames = Skills / 2 };

        Agree<FifoRule>("fifo");
        Agree<LruRule>("lru");
        Agree<ClockRule>("clock");
        Agree<SieveRule>("sieve");
        Agree<S3FifoRule>("s3-fifo");
        Agree<ArcRule>("arc");
        Agree<TinyLfuRule>("w-tinylfu");
        Agree<LfuRule>("lfu");
        Agree<AgedPriorityRule<LfuDaWorth>>("lfu-da");
        Agree<AgedPriorityRule<LandlordWorth>>("landlord");
        Agree<AgedPriorityRule<GdsfWorth>>("gdsf");

        void Agree<TRule>(string policy)
            where TRule : struct, ICacheRule<TRule>
        {
            var count = CountTier.Run<TRule>(shape, requests, capacity);
            var queue = QueueTier(requests, sizes, capacity, policy);
            Assert.True(count.Misses == queue.Misses, $"{policy} at {capacity}: count {count.Misses}, queue {queue.Misses}");
            Assert.Equal(count.Misses - count.Oversize, queue.Loads);
        }
    }

    private static RunReport QueueTier(int[] requests, double[] sizes, int capacity, string policy)
    {
        var rows = requests.Select((skill, t) => new Request((t + 1) * 1_000_000_000L, skill, -1, 1, 1)).ToArray();
        ImmutableArray<string> names = [.. sizes.Select((_, i) => $"s{i:00}")];
        var trace = new MemoryWorkload(names, rows);
        ImmutableArray<SkillProfile> profiles = [.. names.Select((name, i) => new SkillProfile
        {
            Name = name,
            Footprint = ResourceVector.Bytes((long)sizes[i]),
            ColdLoadSeconds = 1e-9,
            WarmLoadSeconds = 1e-9,
            PrefillTokensPerSecond = 1e12,
            DecodeTokensPerSecond = 1e12,
        })];
        var settings = new PlantSettings
        {
            Capacity = PlantSettings.UnlimitedBut(capacity),
            UnloadSeconds = 0,
            LeaseSeconds = 0,
            TimeoutSeconds = 0.5,
        };
        var run = new SimulatedRun(trace, profiles, settings, new SeedTree(1), ServiceLevels.Of(trace, profiles));
        return new PreparedScenario(new Scenario("test", "1"), run, []).Play(policy);
    }

    private static int[] Requests(int count)
    {
        var rng = new SeedTree(51).Stream("requests");
        var requests = new int[count];
        foreach (ref int skill in requests.AsSpan())
        {
            double u = rng.NextDouble();
            skill = (int)(Skills * u * u);
        }

        return requests;
    }
}
