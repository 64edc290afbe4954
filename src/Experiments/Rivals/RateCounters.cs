using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>The recent request rate of each skill: exponentially weighted with a half-life, updated when read.</summary>
internal sealed class RateCounters(int skills, double halfLifeSeconds)
{
    private readonly double[] _counts = new double[skills];
    private readonly long[] _countedAt = new long[skills];
    private readonly double _perNs = 1 / (halfLifeSeconds * 1e9);

    /// <summary>Counts a request, whether or not its skill could serve.</summary>
    public void Learn(in PoolEvent happened)
    {
        if ((happened.Kind & (PolicyEvents.Arrival | PolicyEvents.Miss)) != 0) Note(happened.Skill, happened.TimeNs);
    }

    public void Note(int skill, long nowNs)
    {
        _counts[skill] = Faded(skill, nowNs) + 1;
        _countedAt[skill] = nowNs;
    }

    /// <summary>Requests per second: a steady stream of rate r reads r.</summary>
    public double Of(int skill, long nowNs) => Faded(skill, nowNs) * Math.Log(2) / halfLifeSeconds;

    private double Faded(int skill, long nowNs)
    {
        long age = Math.Max(0, nowNs - _countedAt[skill]);
        return _counts[skill] == 0 ? 0 : _counts[skill] * double.Exp2(-age * _perNs);
    }
}
