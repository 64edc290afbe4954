using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Rivals;

/// <summary>Predicts the seconds until the next request of a skill.</summary>
internal interface IForecast
{
    void Learn(in PoolEvent happened);

    /// <summary>The expectation of <c>max(0, 1 - gap / horizon)</c>: 1 for a request now, 0 for none within the horizon.</summary>
    double Nearness(int skill, long nowNs);
}

/// <summary>Forecasts from recent rates, as if arrivals were a Poisson stream.</summary>
internal sealed class RateForecast(int skills, double halfLifeSeconds, double horizonSeconds) : IForecast
{
    private readonly RateCounters _rates = new(skills, halfLifeSeconds);

    public void Learn(in PoolEvent happened) => _rates.Learn(happened);

    public double Nearness(int skill, long nowNs)
    {
        double expected = _rates.Of(skill, nowNs) * horizonSeconds;
        return expected > 1e-6 ? 1 - (1 - Math.Exp(-expected)) / expected : expected / 2;
    }
}

/// <summary>Knows the next request of every skill.</summary>
internal sealed class PerfectForecast(IFuture future, double horizonSeconds) : IForecast
{
    public void Learn(in PoolEvent happened)
    {
    }

    public double Nearness(int skill, long nowNs)
    {
        long next = future.NextArrivalNs(skill, nowNs);
        return next == long.MaxValue ? 0 : Math.Max(0, 1 - (next - nowNs) * 1e-9 / horizonSeconds);
    }
}
