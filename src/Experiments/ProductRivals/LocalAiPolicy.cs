using Teleo.Controller.Domain;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.ProductRivals;

/// <summary>
/// LocalAI's reclaimer: every half second, while more than 80 % is in use, evicts the least recently used or the largest model; and every
/// model idle for a quarter of an hour.
/// </summary>
/// <remarks>
/// Quirks: one threshold and one victim per pass, and a load waits for the reclaimer instead of freeing memory: a model larger than a fifth
/// of the pool may wait without end. Repaired: a waiting load frees memory, and below the threshold there is a dead band.
/// </remarks>
public sealed class LocalAiPolicy(string name, Catalog catalog, bool isSizeAware, bool isRepaired) : RankedPolicy(name, catalog)
{
    private const double HighShare = 0.8;
    private const double IdleSeconds = 15 * 60;

    public override PolicyEvents DecidesOn => base.DecidesOn | PolicyEvents.Tick;

    public override double TickSeconds => 0.5;

    private protected override double Rank(int skill, in PoolView pool) =>
        isSizeAware ? -pool.Skills[skill].Footprint.ResidentBytes : base.Rank(skill, pool);

    private protected override bool MakeRoom(in PoolView pool, int target) =>
        isRepaired ? base.MakeRoom(pool, target) : Plan.Fits(target, pool);

    private protected override bool HasExpired(int skill, double idleSeconds, in PoolView pool) => idleSeconds > IdleSeconds;

    private protected override void Tend(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        base.Tend(pool, trigger, chosen);
        if (trigger.Kind != PolicyEvents.Tick) return;
        bool isFull = pool.Used.ResidentBytes > HighShare * pool.Capacity.ResidentBytes;
        if (!isFull || isRepaired || chosen.Count > 0) return;
        int victim = NextVictim(pool, target: -1);
        if (victim >= 0) chosen.Add(Plan.Unload(victim, pool));
    }
}
