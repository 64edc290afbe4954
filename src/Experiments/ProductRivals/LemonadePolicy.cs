using Teleo.Controller.Domain;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.ProductRivals;

/// <summary>
/// Lemonade: the one with the most idle seconds for each load second leaves, and whoever was idle for five minutes.
/// </summary>
/// <remarks>Quirk: the hard idle limit unloads though no one needs the room. Repaired: it does not.</remarks>
public sealed class LemonadePolicy(string name, Catalog catalog, bool isRepaired) : RankedPolicy(name, catalog)
{
    private const double HardIdleSeconds = 300;

    public override PolicyEvents DecidesOn => isRepaired ? base.DecidesOn : base.DecidesOn | PolicyEvents.Tick;

    private protected override double Rank(int skill, in PoolView pool) =>
        -(pool.NowNs - pool.Skills[skill].LastUseNs) / Math.Max(1e-9, pool.Skills[skill].LoadSeconds);

    private protected override void Tend(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        if (trigger.Kind != PolicyEvents.Tick) return;
        for (int i = 0; i < pool.Skills.Length; i++)
            if (Plan.MayLeave(i, pool) && pool.Skills[i].Queued == 0 && ResidentIdle.Seconds(pool.Skills[i], pool.NowNs) > HardIdleSeconds)
                chosen.Add(Plan.Unload(i, pool));
    }
}
