using Teleo.Controller.Domain;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.ProductRivals;

/// <summary>
/// omlx: evicts the least recently used model among those that free enough memory alone; if there is none, the largest, repeatedly.
/// </summary>
public sealed class OmlxPolicy(string name, Catalog catalog) : OneByOnePolicy(name, catalog)
{
    private protected override int NextVictim(in PoolView pool, int target)
    {
        var deficit = Plan.Deficit(target, pool);
        int oldest = -1, largest = -1;
        for (int i = 0; i < pool.Skills.Length; i++)
        {
            if (!Plan.MayLeave(i, pool)) continue;
            ref readonly var state = ref pool.Skills[i];
            if (deficit.FitsWithin(state.Footprint) && (oldest < 0 || state.LastUseNs < pool.Skills[oldest].LastUseNs)) oldest = i;
            if (largest < 0 || state.Footprint.ResidentBytes > pool.Skills[largest].Footprint.ResidentBytes) largest = i;
        }

        return oldest >= 0 ? oldest : largest;
    }
}
