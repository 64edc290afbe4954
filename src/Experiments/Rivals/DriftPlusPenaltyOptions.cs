namespace Teleo.Experiments.Rivals;

/// <summary>The weights and budgets of drift-plus-penalty.</summary>
public sealed record DriftPlusPenaltyOptions
{
    /// <summary>The weight of waiting against the queues: a larger one waits less and overdraws its budgets longer.</summary>
    public double V { get; init; } = 10;

    /// <summary>Load seconds allowed in each second, in the long run.</summary>
    public double LoadBudget { get; init; } = 0.5;

    /// <summary>Share of the pool's memory allowed in the long run; 1 for the whole capacity.</summary>
    public double MemoryBudget { get; init; } = 1;

    public double HalfLifeSeconds { get; init; } = 300;

    public double HorizonSeconds { get; init; } = 60;

    /// <summary>Load seconds that loading ahead must gain for each load second spent.</summary>
    public double AheadMargin { get; init; } = 10;
}
