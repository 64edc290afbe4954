using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Model-predictive control: plans the resident set over a horizon from a forecast, takes the first step, and plans again at the next
/// event. With a perfect forecast it separates the loss of bad forecasts from that of bad decisions.
/// </summary>
/// <remarks>
/// A resident is worth its load seconds, as waiting and as load, times how near its next request is expected. A skill
/// is loaded ahead when the waiting it will save outweighs the load that may be in vain and those who have to leave:
/// with one load at a time, the first step of the plan is the best such exchange.
/// </remarks>
internal sealed class MpcPolicy(string name, Catalog catalog, IForecast forecast, double loadPrice)
    : ValueSetPolicy(name, catalog, halfLifeSeconds: 600)
{
    public override PolicyEvents DecidesOn => base.DecidesOn | PolicyEvents.Tick;

    private protected override void Learn(in PoolEvent happened, in PoolView pool) => forecast.Learn(happened);

    private protected override double Value(int skill, in PoolView pool) =>
        (1 + loadPrice) * pool.Skills[skill].LoadSeconds * forecast.Nearness(skill, pool.NowNs);

    private protected override void Tend(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        if (trigger.Kind != PolicyEvents.Tick) return;
        while (Plan.FreeLoaders > 0)
        {
            int best = -1;
            double bestGain = 0;
            for (int i = 0; i < pool.Skills.Length; i++)
            {
                if (Plan.Stays(i, pool) || !Plan.MayLoad(i, pool) || GainAhead(i, pool) <= bestGain) continue;
                double gain = MakeRoom(pool, i) ? GainAhead(i, pool) - Displaced : 0;
                Plan.TakeBack(pool);
                if (gain <= bestGain) continue;
                best = i;
                bestGain = gain;
            }

            if (best < 0 || !TryLoadAhead(best, GainAhead(best, pool), pool, chosen)) return;
        }
    }

    /// <summary>Returns the waiting saved if the request arrives, minus the unused load if it does not.</summary>
    private double GainAhead(int skill, in PoolView pool)
    {
        double nearness = forecast.Nearness(skill, pool.NowNs);
        return pool.Skills[skill].LoadSeconds * (nearness - loadPrice * (1 - nearness));
    }
}
