using Teleo.Controller.State;

namespace Teleo.Controller.Rivals;

/// <summary>A demand rival that evicts one resident after another until the target fits.</summary>
public abstract class OneByOnePolicy : DemandPolicy
{
    private protected OneByOnePolicy(string name, Catalog catalog) : base(name, catalog)
    {
    }

    /// <summary>The next to leave, among those that <see cref="RoomPlan.MayLeave"/>; -1 refuses the load for now.</summary>
    private protected abstract int NextVictim(in PoolView pool, int target);

    private protected override bool MakeRoom(in PoolView pool, int target)
    {
        if (!Plan.CouldFit(target, pool)) return false;
        while (!Plan.Fits(target, pool))
        {
            int victim = NextVictim(pool, target);
            if (victim < 0) return false;
            Plan.Leave(victim, pool);
        }

        return true;
    }
}
