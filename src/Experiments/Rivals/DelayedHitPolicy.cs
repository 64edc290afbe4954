using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Evicts by the total wait of a miss: requests that arrive during a load wait too, so the price of absence grows with the square of the
/// rate.
/// </summary>
/// <remarks>Minimum aggregate delay, after Atre et al., SIGCOMM 2020, for a load of known length and arrivals at a steady rate.</remarks>
public sealed class DelayedHitPolicy(string name, Catalog catalog, double halfLifeSeconds) : RankedPolicy(name, catalog)
{
    private readonly RateCounters _rates = new(catalog.Count, halfLifeSeconds);

    private protected override void Learn(in PoolEvent happened, in PoolView pool) => _rates.Learn(happened);

    private protected override double Rank(int skill, in PoolView pool)
    {
        double reloads = _rates.Of(skill, pool.NowNs) * pool.Skills[skill].LoadSeconds;
        return reloads * (1 + reloads / 2) / Size.Of(pool.Skills[skill].Footprint, pool.Capacity);
    }
}
