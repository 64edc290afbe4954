using Teleo.Controller.Domain;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.ProductRivals;

/// <summary>
/// llama-swap: of the declared sets with the target, the one that unloads the least weight; everything outside it is unloaded.
/// </summary>
/// <remarks>Quirk: what is declared decides and not what fits, so that room stays empty. Declared here by the caller.</remarks>
public sealed class LlamaSwapPolicy(string name, Catalog catalog, bool[][] declaredSets) : DemandPolicy(name, catalog)
{
    private protected override bool MakeRoom(in PoolView pool, int target)
    {
        var chosen = Cheapest(pool, target);
        if (chosen is null) return false;
        for (int i = 0; i < pool.Skills.Length; i++)
        {
            if (chosen[i] || !Plan.Stays(i, pool)) continue;
            if (!Plan.MayLeave(i, pool)) return false;
            Plan.Leave(i, pool);
        }

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
