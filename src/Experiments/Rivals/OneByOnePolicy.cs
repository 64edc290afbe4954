using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>A demand rival that evicts one resident after another until the target fits.</summary>
public abstract class OneByOnePolicy : DemandPolicy
{
    private protected OneByOnePolicy(string name, Catalog catalog) : base(name, catalog)
    {
    }

    /// <summary>Returns the next victim among those that <see cref="RoomPlan.MayLeave"/>; -1 refuses the load for now.</summary>
    private protected abstract int NextVictim(in PoolView pool, int target);

    /// <summary>Returns true if the free memory is enough for the rule; for most rules if the target fits.</summary>
    private protected virtual bool IsRoomEnough(in PoolView pool, int target) => Plan.Fits(target, pool);

    private protected override bool MakeRoom(in PoolView pool, int target)
    {
        if (!Plan.CouldFit(target, pool)) return false;
        while (!IsRoomEnough(pool, target))
        {
            int victim = NextVictim(pool, target);
            if (victim < 0) return false;
            Plan.Leave(victim, pool);
        }

        return true;
    }
}
