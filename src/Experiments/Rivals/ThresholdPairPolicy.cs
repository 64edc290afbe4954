using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Two thresholds with a dead band: a skill is loaded ahead when its expected reload seconds per second rise above the upper one, and
/// unloaded when they fall below the lower one.
/// </summary>
public sealed class ThresholdPairPolicy(string name, Catalog catalog, double halfLifeSeconds, double up, double down)
    : ValueSetPolicy(name, catalog, halfLifeSeconds)
{
    public override PolicyEvents DecidesOn => base.DecidesOn | PolicyEvents.Tick;

    private protected override bool HasExpired(int skill, double idleSeconds, in PoolView pool) => Value(skill, pool) < down;

    private protected override void Tend(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        base.Tend(pool, trigger, chosen);
        if (trigger.Kind != PolicyEvents.Tick) return;
        for (int i = 0; i < pool.Skills.Length; i++)
            if (Value(i, pool) is var worth && worth > up) TryLoadAhead(i, worth, pool, chosen);
    }
}
