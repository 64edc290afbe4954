using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>A demand rival that evicts the resident with the lowest rank; of equals the least recently used.</summary>
public abstract class RankedPolicy : OneByOnePolicy
{
    private protected RankedPolicy(string name, Catalog catalog) : base(name, catalog)
    {
    }

    /// <summary>Returns the rank, here the last use: the lowest is evicted first; NaN is never evicted.</summary>
    private protected virtual double Rank(int skill, in PoolView pool) => pool.Skills[skill].LastUseNs;

    private protected override int NextVictim(in PoolView pool, int target)
    {
        int least = -1;
        double leastRank = double.PositiveInfinity;
        for (int i = 0; i < pool.Skills.Length; i++)
        {
            if (!Plan.MayLeave(i, pool)) continue;
            double rank = Rank(i, pool);
            bool isOlder = least >= 0 && rank == leastRank && pool.Skills[i].LastUseNs < pool.Skills[least].LastUseNs;
            if (!(rank < leastRank) && !isOlder) continue;
            least = i;
            leastRank = rank;
        }

        return least;
    }
}
