using Teleo.Controller.Domain;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.ProductRivals;

/// <summary>LM Studio: one on-demand model at a time, even if others would fit, for at most an hour of idleness.</summary>
public sealed class LmStudioPolicy(string name, Catalog catalog) : KeepAlivePolicy(name, catalog, tickSeconds: 1)
{
    private const double KeepSeconds = 3600;

    private protected override bool HasExpired(int skill, double idleSeconds, in PoolView pool) => idleSeconds > KeepSeconds;

    private protected override bool MakeRoom(in PoolView pool, int target)
    {
        for (int i = 0; i < pool.Skills.Length; i++)
        {
            if (pool.Skills[i].Transition == Transition.Loading || Plan.IsLoading(i)) return false;
            bool isInTheWay = Plan.Stays(i, pool) && i != target && !pool.Skills[i].Pinned;
            if (isInTheWay && !Plan.TryLeave(i, pool)) return false;
        }

        return true;
    }
}
