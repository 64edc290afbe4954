using Teleo.Controller.Policies;
using Teleo.Experiments.CacheRivals;

namespace Teleo.Experiments.Contenders;

/// <summary>The cache family.</summary>
internal static class CacheRivals
{
    private static readonly PolicyOption HalfLife = new("half_life", 300, "seconds after which a use counts half") { Least = 1e-3 };

    public static IEnumerable<PolicyEntry> Entries { get; } =
    [
        Of<FifoRule>("fifo", "the one loaded first leaves", "folklore"),
        Of<LruRule>("lru", "the least recently used leaves", "folklore"),
        Of<ClockRule>("clock", "second chance: a queue with one bit of use", "Corbato 1968"),
        Of<SieveRule>("sieve", "a hand over a queue that survivors do not leave", "Zhang et al., NSDI 2024"),
        Of<S3FifoRule>("s3-fifo", "small and main queue with remembered names, by count", "Yang et al., SOSP 2023"),
        Of<ArcRule>("arc", "recency and frequency lists that share the room by what their misses show, by count",
            "Megiddo and Modha, FAST 2003"),
        Of<TinyLfuRule>("w-tinylfu", "admission to the main part by recent popularity, by count",
            "Einziger, Friedman and Manes, ACM ToS 2017"),
        Of<LfuRule>("lfu", "the least used in this stay leaves", "folklore"),
        Fading<WindowedLfuRule>("lfu-windowed", "the least recent rate of use leaves", "folklore"),
        Of<AgedPriorityRule<LfuDaWorth>>("lfu-da", "clock plus count", "Arlitt et al., Performance Evaluation Review 2000"),
        Of<AgedPriorityRule<LandlordWorth>>("landlord", "clock plus load seconds for each byte",
            "Young, SODA 1998; GreedyDual-Size of Cao and Irani, USITS 1997"),
        Of<AgedPriorityRule<GdsfWorth>>("gdsf", "clock plus count times load seconds for each byte", "Cherkasova, HPL-98-69R1"),
        Fading<DecayedGdsfRule>("gdsf-decayed", "GDSF with a fading count that survives eviction",
            "Cherkasova, HPL-98-69R1; repaired for skills that come back"),
        Of<AgedPriorityRule<GdsfWorth>>(
            "faascache", "clock plus count times (cold minus warm seconds) for each byte; here cold minus warm is the load time itself",
            "Fuerst and Sharma, ASPLOS 2021"),
    ];

    private static PolicyEntry Of<TRule>(string name, string description, string source)
        where TRule : struct, ICacheRule<TRule> =>
        new(name, PolicyFamily.Cache, description, source, context => new CachePolicy<TRule>(name, context.Catalog, HalfLife.Default));

    private static PolicyEntry Fading<TRule>(string name, string description, string source)
        where TRule : struct, ICacheRule<TRule> =>
        new(name, PolicyFamily.Cache, description, source, context => new CachePolicy<TRule>(name, context.Catalog, context[HalfLife.Name]))
        {
            Options = [HalfLife],
        };
}
