using Teleo.Experiments.CacheRivals;

namespace Teleo.Experiments.Simulator;

/// <summary>
/// The simulator at its simplest: requests are cache accesses, loads take no time and no request waits. Every rule is compiled into its own
/// loop; a run allocates only the rule.
/// </summary>
public static class CountTier
{
    /// <summary>Runs <paramref name="requests"/> (indexes into the shape) through a pool of the given capacity.</summary>
    public static CountResult Run<TRule>(CacheShape shape, ReadOnlySpan<int> requests, double capacity)
        where TRule : struct, ICacheRule<TRule>
    {
        var rule = TRule.Create(shape);
        return Run(ref rule, shape, requests, capacity);
    }

    internal static CountResult Run<TRule>(ref TRule rule, CacheShape shape, ReadOnlySpan<int> requests, double capacity)
        where TRule : struct, ICacheRule<TRule>
    {
        var sizes = shape.Sizes;
        var loadSeconds = shape.LoadSeconds;
        double free = capacity;
        long misses = 0, oversize = 0;
        double loading = 0;
        for (int t = 0; t < requests.Length; t++)
        {
            int id = requests[t];
            if (rule.TryUse(id, t)) continue;
            misses++;
            double size = sizes[id];
            if (size > capacity)
            {
                oversize++;
                continue;
            }

            while (free < size) free += sizes[rule.Evict(id, default(AllMayLeave))];
            rule.Admit(id, t);
            free -= size;
            loading += loadSeconds[id];
        }

        return new(requests.Length, misses, oversize, loading);
    }
}
