using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Looks at cost alone: the dearest to keep leaves, at each tick while less than a reserve is free and wherever room
/// is wanted.
/// </summary>
public sealed class CostOnlyPolicy(string name, Catalog catalog, double reserveShare) : RankedPolicy(name, catalog)
{
    public override PolicyEvents DecidesOn => base.DecidesOn | PolicyEvents.Tick;

    private protected override double Rank(int skill, in PoolView pool) => -Size.Of(pool.Skills[skill].Footprint, pool.Capacity);

    private protected override void Tend(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        if (trigger.Kind != PolicyEvents.Tick) return;
        double free = (double)pool.Capacity.ResidentBytes - pool.Used.ResidentBytes;
        if (free >= reserveShare * pool.Capacity.ResidentBytes) return;
        int dearest = NextVictim(pool, target: -1);
        if (dearest >= 0) chosen.Add(Plan.Unload(dearest, pool));
    }
}
