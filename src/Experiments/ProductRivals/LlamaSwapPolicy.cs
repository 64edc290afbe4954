using Teleo.Controller.Domain;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.ProductRivals;

/// <summary>
/// llama-swap: of the declared sets with the target, the one that unloads the least weight; everything outside it is unloaded.
/// </summary>
/// <remarks>Quirk: the declared sets decide and not the free memory, so that memory stays empty. The caller declares the sets.</remarks>
public sealed class LlamaSwapPolicy(string name, Catalog catalog, bool[][] declaredSets) : DemandPolicy(name, catalog)
{
    private protected override bool MakeRoom(in PoolView pool, int target)
    {
        var chosen = Cheapest(pool, target);
        if (chosen is null) return false;
        for (int i = 0; i < pool.Skills.Length; i++)
            if (!chosen[i] && Plan.Stays(i, pool) && !Plan.TryLeave(i, pool)) return false;
        return true;
    }

    private bool[]? Cheapest(in PoolView pool, int target)
    {
        bool[]? best = null;
        double leastWeight = double.PositiveInfinity;
        foreach (bool[] set in declaredSets)
        {
            if (!set[target]) continue;
            double weight = 0;
            for (int i = 0; i < set.Length; i++)
                if (!set[i] && Plan.Stays(i, pool)) weight++;
            if (weight >= leastWeight) continue;
            best = set;
            leastWeight = weight;
        }

        return best;
    }
}
