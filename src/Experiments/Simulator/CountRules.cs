using Teleo.Experiments.CacheRivals;

namespace Teleo.Experiments.Simulator;

/// <summary>The replacement rules that the count tier can run, under the names that the catalog of policies gives them.</summary>
internal static class CountRules
{
    private static readonly SortedDictionary<string, Run> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["fifo"] = CountTier.Run<FifoRule>,
        ["lru"] = CountTier.Run<LruRule>,
        ["clock"] = CountTier.Run<ClockRule>,
        ["sieve"] = CountTier.Run<SieveRule>,
        ["s3-fifo"] = CountTier.Run<S3FifoRule>,
        ["arc"] = CountTier.Run<ArcRule>,
        ["w-tinylfu"] = CountTier.Run<TinyLfuRule>,
        ["lfu"] = CountTier.Run<LfuRule>,
        ["lfu-windowed"] = CountTier.Run<WindowedLfuRule>,
        ["lfu-da"] = CountTier.Run<AgedPriorityRule<LfuDaWorth>>,
        ["landlord"] = CountTier.Run<AgedPriorityRule<LandlordWorth>>,
        ["gdsf"] = CountTier.Run<AgedPriorityRule<GdsfWorth>>,
        ["gdsf-decayed"] = CountTier.Run<DecayedGdsfRule>,
        ["faascache"] = CountTier.Run<AgedPriorityRule<GdsfWorth>>,
    };

    public delegate CountResult Run(CacheShape shape, ReadOnlySpan<int> requests, double capacity);

    public static IReadOnlyCollection<string> Names => ByName.Keys;

    public static Run? Find(string name) => ByName.GetValueOrDefault(name);
}
