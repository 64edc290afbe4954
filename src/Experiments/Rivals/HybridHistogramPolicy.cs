using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Learns the return time of each skill: unloads it after use, loads it again shortly before the earliest usual return and keeps it until
/// after the latest (Shahrad et al., USENIX ATC 2020).
/// </summary>
/// <remarks>
/// A histogram without shape (coefficient of variation of its bins below 2) uses a fixed keep-alive; one whose gaps are mostly beyond its
/// range uses a forecast with 15 % on either side. The original forecasts with ARIMA; here it is a first-order autoregression. Prewarming
/// never evicts.
/// </remarks>
public sealed class HybridHistogramPolicy(string name, Catalog catalog, double fixedSeconds, double tickSeconds)
    : KeepAlivePolicy(name, catalog, tickSeconds)
{
    private const double LeastSpread = 2;
    private const double ForecastMargin = 0.15;

    private readonly IdleHistogram[] _histograms = [.. Enumerable.Range(0, catalog.Count).Select(_ => new IdleHistogram())];
    private readonly long[] _usedAtNs = [.. Enumerable.Repeat(-1L, catalog.Count)];

    private protected override void Learn(in PoolEvent happened, in PoolView pool)
    {
        base.Learn(happened, pool);
        if ((happened.Kind & (PolicyEvents.Arrival | PolicyEvents.Miss)) == 0) return;
        ref long usedAt = ref _usedAtNs[happened.Skill];
        if (usedAt >= 0) _histograms[happened.Skill].Add((happened.TimeNs - usedAt) * 1e-9);
        usedAt = happened.TimeNs;
    }

    private protected override bool HasExpired(int skill, double idleSeconds, in PoolView pool)
    {
        var (from, until) = Window(skill);
        double sinceUse = SecondsSinceUse(skill, pool.NowNs);
        bool awaitsReturn = sinceUse < from - TickSeconds;
        return awaitsReturn || sinceUse > until;
    }

    private protected override void Tend(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        base.Tend(pool, trigger, chosen);
        if (trigger.Kind != PolicyEvents.Tick) return;
        for (int i = 0; i < pool.Skills.Length && Plan.FreeLoaders > 0; i++)
        {
            if (_usedAtNs[i] < 0 || Plan.Stays(i, pool) || !Plan.MayLoad(i, pool) || !Plan.Fits(i, pool)) continue;
            var (from, until) = Window(i);
            double sinceUse = SecondsSinceUse(i, pool.NowNs);
            if (from > 0 && sinceUse >= from - TickSeconds && sinceUse <= until) chosen.Add(Plan.Load(i, pool));
        }
    }

    /// <summary>Since its last use, the seconds between which a skill should be resident.</summary>
    private (double From, double Until) Window(int skill)
    {
        var histogram = _histograms[skill];
        if (histogram.IsMostlyOutside)
            return (histogram.ForecastSeconds * (1 - ForecastMargin), histogram.ForecastSeconds * (1 + ForecastMargin));
        if (histogram.CoefficientOfVariation < LeastSpread) return (0, fixedSeconds);
        return (0.9 * histogram.Quantile(0.05, upperEdge: false), 1.1 * histogram.Quantile(0.99, upperEdge: true));
    }

    private double SecondsSinceUse(int skill, long nowNs) => _usedAtNs[skill] < 0 ? 0 : (nowNs - _usedAtNs[skill]) * 1e-9;
}
