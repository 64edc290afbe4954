using Teleo.Experiments.Bounds;

namespace Teleo.Experiments.Metrics;

/// <summary>The metrics of a run of the count tier. Metrics of time are null, because no request waits there.</summary>
internal sealed record CountReport
{
    public required string Policy { get; init; }
    public string Tier => "count";
    public required long Requests { get; init; }
    public required long Misses { get; init; }
    public required double MissRatio { get; init; }

    /// <summary>Misses of skills larger than the pool, which are never loaded.</summary>
    public required long Oversize { get; init; }

    public required long Loads { get; init; }
    public required double LoadSeconds { get; init; }
    public double? MeanWaitS => null;
    public double? P50WaitS => null;
    public double? P95WaitS => null;
    public double? P99WaitS => null;
    public double? MemoryGbS => null;
    public double? GateBindingRate => null;
    public IReadOnlyDictionary<string, long> Actions => new Dictionary<string, long> { ["activate"] = Loads };

    /// <summary>Seconds of the first load of every requested skill that fits.</summary>
    public required double CompulsoryLoadSeconds { get; init; }

    /// <summary>Load seconds beyond the compulsory over the bound's: 1 is the bound itself.</summary>
    public double? NormalisedExcess =>
        Bound is { } bound && bound.Lower > CompulsoryLoadSeconds
            ? (LoadSeconds - CompulsoryLoadSeconds) / (bound.Lower - CompulsoryLoadSeconds)
            : null;

    /// <summary>Load seconds that no policy which loads on demand can do without.</summary>
    public required Bound? Bound { get; init; }
}
