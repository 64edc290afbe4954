using Teleo.Controller.Resources;

namespace Teleo.Controller.State;

/// <summary>Events per second, recent ones counting more. It belongs to the demand and not to the structure, so it survives unloading.</summary>
public struct DecayedRate
{
    private const double Ln2 = 0.6931471805599453;

    private double _weight;
    private long _atNs;

    public void Add(long count, long nowNs, double halfLifeSeconds)
    {
        _weight = WeightAt(nowNs, halfLifeSeconds) + count;
        _atNs = nowNs;
    }

    /// <summary>
    /// The rate now. <paramref name="watchedSeconds"/> corrects for the time before watching began, which would otherwise
    /// count as time without events.
    /// </summary>
    public readonly double PerSecond(long nowNs, double halfLifeSeconds, double watchedSeconds)
    {
        double watchedShare = 1 - Decay.Left(Math.Max(watchedSeconds, halfLifeSeconds / 16), halfLifeSeconds);
        return WeightAt(nowNs, halfLifeSeconds) * Ln2 / (halfLifeSeconds * watchedShare);
    }

    /// <summary>The standard error of such an estimate when events come at random: a window of half-life / ln 2 seconds holds that many.</summary>
    public static double StandardError(double perSecond, double halfLifeSeconds) =>
        Math.Sqrt(perSecond * Ln2 / (2 * halfLifeSeconds));

    private readonly double WeightAt(long nowNs, double halfLifeSeconds) =>
        _weight == 0 ? 0 : _weight * Decay.Left((nowNs - _atNs) * 1e-9, halfLifeSeconds);
}
