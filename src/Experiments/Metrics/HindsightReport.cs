namespace Teleo.Experiments.Metrics;

/// <summary>Sampled decisions judged by the demand optimum continued from each one's own pool.</summary>
internal sealed record HindsightReport
{
    public required long Sampled { get; init; }

    /// <summary>Number of residents on which all optimal continuations agree.</summary>
    public required long Judged { get; init; }

    /// <summary>The share of judged residents that were kept or unloaded as in those continuations.</summary>
    public required double? GoodDecisionRatio { get; init; }
    public required long JudgedUnloads { get; init; }
    public required long GoodUnloads { get; init; }

    /// <summary>Load seconds still to be paid after the choice, beyond the least over all that was considered.</summary>
    public required double MeanRegretS { get; init; }
    public required double P95RegretS { get; init; }

    /// <summary>Share of decisions without regret.</summary>
    public required double BestShare { get; init; }
}
