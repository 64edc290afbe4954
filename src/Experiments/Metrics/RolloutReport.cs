namespace Teleo.Experiments.Metrics;

/// <summary>The cost of one alternative: seconds waited and loaded within the horizon.</summary>
internal sealed record RolloutCost(string Action, double CostS);

/// <summary>One sampled decision; the first alternative is the chosen one.</summary>
internal sealed record RolloutResult(long Decision, long TimeNs, double RegretS, IReadOnlyList<RolloutCost> Alternatives);

/// <summary>Realised regret of the sampled decisions of a run.</summary>
internal sealed record RolloutReport
{
    public required long Sampled { get; init; }
    public required double HorizonS { get; init; }
    public required double MeanRegretS { get; init; }
    public required double P95RegretS { get; init; }

    /// <summary>The share of decisions in which no simulated alternative was cheaper than the chosen one.</summary>
    public required double BestShare { get; init; }

    /// <summary>Promises of our controller's actions against what they brought; null where few were sampled.</summary>
    public PromiseReport? Promises { get; init; }
}
