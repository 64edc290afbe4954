using System.Text.Json;
using Teleo.Experiments.Bounds;
using Teleo.Experiments.CacheRivals;
using Teleo.Experiments.Simulator;

namespace Teleo.Experiments.Tests.Simulator;

public class CountTierTests
{
    private static readonly JsonElement Known = JsonDocument.Parse(File.ReadAllText(Repository.KnownAnswers("cache-policies.json"))).RootElement;
    private static readonly int[] Trace = KnownTrace();
    private static readonly CacheShape Unit = CacheShape.Uniform(500);
    private static readonly CacheShape Sized = new(Sizes(), CacheShape.Uniform(500).LoadSeconds);

    public static TheoryData<string, string> Exact => new()
    {
        { "unit", "fifo" }, { "unit", "lru" }, { "unit", "clock_one_bit" }, { "unit", "sieve" },
        { "unit", "lfu_in_cache_frequency_evict_least_recently_raised" },
        { "sized", "fifo" }, { "sized", "lru" }, { "sized", "clock" }, { "sized", "sieve" }, { "sized", "gdsf" },
    };

    [Theory, MemberData(nameof(Exact))]
    public void Miss_counts_are_the_published_ones(string sizes, string rule)
    {
        var section = sizes == "unit" ? Known.GetProperty("unit_size") : Known.GetProperty("variable_size");
        var capacities = Numbers(section.GetProperty(sizes == "unit" ? "capacity" : "capacity_bytes"));
        var expected = Numbers(section.GetProperty("exact_two_implementations").GetProperty(rule));

        Assert.Equal(expected, capacities.Select(c => Misses(rule, sizes == "unit" ? Unit : Sized, c)));
    }

    [Fact]
    public void Gdsf_by_count_is_within_two_misses_of_both_implementations()
    {
        int[] own = [7253, 6215, 4918];
        foreach (var (capacity, expected) in new[] { 25, 50, 100 }.Zip(own))
            Assert.InRange(Misses("gdsf", Unit, capacity), expected - 2, expected + 2);
    }

    [Theory]
    [InlineData("arc", 25, 6964)]
    [InlineData("arc", 50, 6161)]
    [InlineData("arc", 100, 5119)]
    [InlineData("s3fifo", 50, 5945)]
    [InlineData("s3fifo", 100, 4879)]
    public void Rules_with_one_other_implementation_agree_with_it(string rule, int capacity, long expected) =>
        Assert.Equal(expected, Misses(rule, Unit, capacity));

    [Fact]
    public void A_pool_of_one_still_works_for_every_rule()
    {
        foreach (string rule in new[] { "fifo", "lru", "clock", "sieve", "lfu", "gdsf", "arc", "s3fifo", "tinylfu" })
            Assert.Equal(Misses("fifo", Unit, 1), Misses(rule, Unit, 1));
    }

    [Fact]
    public void The_optimum_is_the_published_one()
    {
        var section = Known.GetProperty("unit_size");
        var expected = Numbers(section.GetProperty("belady_min_exact").GetProperty("own"));
        Assert.Equal(expected, Numbers(section.GetProperty("capacity")).Select(c => BeladyMin.Misses(Trace, 500, (int)c)));
    }

    [Fact]
    public void A_request_allocates_nothing()
    {
        var rule = SieveRule.Create(Unit);
        CountTier.Run(ref rule, Unit, Trace, 50);

        long before = GC.GetAllocatedBytesForCurrentThread();
        rule = default;
        rule = SieveRule.Create(Unit);
        long forTheRule = GC.GetAllocatedBytesForCurrentThread() - before;
        CountTier.Run(ref rule, Unit, Trace, 50);
        Assert.Equal(forTheRule, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void What_is_larger_than_the_pool_is_never_admitted()
    {
        var shape = new CacheShape([1, 10], [1, 1]);
        var result = CountTier.Run<LruRule>(shape, [0, 1, 0, 1, 0], 5);
        Assert.Equal(new CountResult(5, 3, 2, 1), result);
    }

    private static long Misses(string rule, CacheShape shape, double capacity) => rule switch
    {
        "fifo" => CountTier.Run<FifoRule>(shape, Trace, capacity).Misses,
        "lru" => CountTier.Run<LruRule>(shape, Trace, capacity).Misses,
        "clock" or "clock_one_bit" => CountTier.Run<ClockRule>(shape, Trace, capacity).Misses,
        "sieve" => CountTier.Run<SieveRule>(shape, Trace, capacity).Misses,
        "arc" => CountTier.Run<ArcRule>(shape, Trace, capacity).Misses,
        "s3fifo" => CountTier.Run<S3FifoRule>(shape, Trace, capacity).Misses,
        "tinylfu" => CountTier.Run<TinyLfuRule>(shape, Trace, capacity).Misses,
        "gdsf" => CountTier.Run<AgedPriorityRule<GdsfWorth>>(shape, Trace, capacity).Misses,
        _ => CountTier.Run<LfuRule>(shape, Trace, capacity).Misses,
    };

    private static long[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetInt64())];

    private static double[] Sizes() => [.. Enumerable.Range(0, 500).Select(id => 1 + (double)((ulong)id * 2654435761 % (1UL << 32) % 16))];

    /// <summary>The trace as its rule defines it, from SplitMix64.</summary>
    private static int[] KnownTrace()
    {
        ulong state = 20251120;
        var ids = new int[10_000];
        foreach (ref int id in ids.AsSpan())
        {
            state += 0x9E3779B97F4A7C15;
            ulong z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            double u = ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
            id = (int)(500 * (u * u * u));
        }

        return ids;
    }
}
