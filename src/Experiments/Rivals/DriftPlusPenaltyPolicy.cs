using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Lyapunov control: every budget has a virtual queue that actions fill and time drains, and each decision minimises V times its cost plus
/// the sum of queue times use. The queues are a resource that past actions take from later ones: the serious rival of an endogenous
/// resource.
/// </summary>
/// <remarks>
/// The cost is waiting: accrued waiting (delay-based weights, so that no request starves), the further waiting of all waiting requests over
/// the horizon, and the expected cost of the victims over it. One queue holds load seconds beyond their budget and prices loading; the
/// other holds memory time beyond its budget and prices keeping. Victims are minimum-value sets, as for every rival that weighs values.
/// After Neely, Stochastic Network Optimization, 2010.
/// </remarks>
public sealed class DriftPlusPenaltyPolicy(string name, Catalog catalog, DriftPlusPenaltyOptions options)
    : WaitCreditPolicy(name, catalog, options.HalfLifeSeconds, options.HorizonSeconds, switchingPrice: 0)
{
    private double _loadQueue;
    private double _memoryQueue;
    private long _drainedNs;

    /// <summary>Load seconds used beyond their budget and not yet worked off.</summary>
    public double LoadQueue => _loadQueue;

    /// <summary>Returns the cost of doing nothing: the accrued waiting plus that of all waiting requests over the horizon.</summary>
    private protected override double WaitWeight(in SkillState state, long nowNs) =>
        base.WaitWeight(state, nowNs) + state.Queued * HorizonSeconds;

    private protected override double LoadPrice(bool displaces) => _loadQueue / options.V;

    private protected override void Learn(in PoolEvent happened, in PoolView pool)
    {
        base.Learn(happened, pool);
        if ((happened.Kind & (PolicyEvents.Loaded | PolicyEvents.Failure)) != 0) _loadQueue += happened.Seconds;
        double passed = (pool.NowNs - _drainedNs) * 1e-9;
        if (passed <= 0) return;
        _drainedNs = pool.NowNs;
        double memoryShare = pool.Capacity.ResidentBytes > 0 ? (double)pool.Used.ResidentBytes / pool.Capacity.ResidentBytes : 0;
        _loadQueue = Math.Max(0, _loadQueue - options.LoadBudget * passed);
        _memoryQueue = Math.Max(0, _memoryQueue + (memoryShare - options.MemoryBudget) * passed);
    }

    private protected override bool HasExpired(int skill, double idleSeconds, in PoolView pool) => KeepingGain(skill, pool) < 0;

    private protected override void Tend(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        base.Tend(pool, trigger, chosen);
        if (trigger.Kind != PolicyEvents.Tick) return;
        for (int i = 0; i < pool.Skills.Length && Plan.FreeLoaders > 0; i++)
        {
            double gain = KeepingGain(i, pool)
                - (options.AheadMargin + _loadQueue / options.V) * pool.Skills[i].LoadSeconds / HorizonSeconds;
            if (gain > 0) TryLoadAhead(i, gain, pool, chosen);
        }
    }

    /// <summary>
    /// Returns the value of a skill; requests that arrive during a load wait too, so that absence costs more than its loads.
    /// </summary>
    private protected override double Value(int skill, in PoolView pool)
    {
        double reloads = base.Value(skill, pool);
        return reloads * (1 + reloads / 2);
    }

    /// <summary>Returns the seconds of waiting that a second of keeping saves, less its use of a priced memory.</summary>
    private double KeepingGain(int skill, in PoolView pool)
    {
        double share = Size.Of(pool.Skills[skill].Footprint, pool.Capacity) / Math.Max(1, pool.Capacity.ResidentBytes);
        return Value(skill, pool) - _memoryQueue / options.V * share;
    }
}
