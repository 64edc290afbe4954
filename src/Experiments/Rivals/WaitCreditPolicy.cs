using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Value sets under another queue discipline: the waiting skill that saves the most per load second is loaded next, with past waiting
/// counted in full. It grows without bound, so that no request starves.
/// </summary>
/// <remarks>
/// The gain of a target is the accrued wait plus its value over a horizon, minus the value of its victims over the same horizon, minus a
/// price for each load second if there are victims.
/// </remarks>
public class WaitCreditPolicy(string name, Catalog catalog, double halfLifeSeconds, double horizonSeconds, double switchingPrice)
    : ValueSetPolicy(name, catalog, halfLifeSeconds)
{
    private readonly bool[] _tried = new bool[catalog.Count];

    /// <summary>Decides on ticks too, as a skill becomes worth a load by waiting alone.</summary>
    public override PolicyEvents DecidesOn => base.DecidesOn | PolicyEvents.Tick;

    private protected double HorizonSeconds { get; } = horizonSeconds;

    /// <summary>The price of one load second, in seconds of waiting.</summary>
    private protected virtual double LoadPrice(bool displaces) => displaces ? switchingPrice : 0;

    /// <summary>Returns the weight of a skill's waiting requests: the seconds they have waited so far.</summary>
    private protected virtual double WaitWeight(in SkillState state, long nowNs) =>
        (double)(state.Queued * (Int128)nowNs - state.QueuedArrivalSumNs) * 1e-9;

    private protected override void Serve(ReadOnlySpan<int> waiting, in PoolView pool, List<ControlAction> chosen)
    {
        foreach (int skill in waiting) _tried[skill] = false;
        while (Plan.FreeLoaders > 0)
        {
            int best = Best(waiting, pool);
            if (best < 0) return;
            _tried[best] = true;
            if (MakeRoom(pool, best)) chosen.Add(Plan.Load(best, pool));
            else Plan.TakeBack(pool);
        }
    }

    private int Best(ReadOnlySpan<int> waiting, in PoolView pool)
    {
        int best = -1;
        double bestRatio = double.NegativeInfinity;
        foreach (int target in waiting)
        {
            if (_tried[target] || !Plan.MayLoad(target, pool)) continue;
            bool makesRoom = MakeRoom(pool, target);
            bool displaces = Plan.Victims.Count > 0;
            Plan.TakeBack(pool);
            if (!makesRoom) continue;

            double loadSeconds = pool.Skills[target].LoadSeconds;
            double net = WaitWeight(pool.Skills[target], pool.NowNs) + HorizonSeconds * (Value(target, pool) - Displaced)
                - LoadPrice(displaces) * loadSeconds;
            double ratio = net / Math.Max(1e-9, loadSeconds);
            bool mustGain = displaces || LoadPrice(displaces) > 0;
            if ((mustGain && net <= 0) || ratio <= bestRatio) continue;
            best = target;
            bestRatio = ratio;
        }

        return best;
    }
}
