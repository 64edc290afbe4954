using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>Evicts uniformly drawn residents until the target fits.</summary>
public sealed class RandomVictimPolicy(string name, Catalog catalog, RandomStream draws) : OneByOnePolicy(name, catalog)
{
    private RandomStream _draws = draws;

    private protected override int NextVictim(in PoolView pool, int target)
    {
        int eligible = 0;
        for (int i = 0; i < pool.Skills.Length; i++)
            if (Plan.MayLeave(i, pool)) eligible++;
        if (eligible == 0) return -1;

        int left = _draws.NextInt(eligible);
        for (int i = 0; ; i++)
            if (Plan.MayLeave(i, pool) && left-- == 0) return i;
    }
}
