namespace Teleo.Experiments.Metrics;

/// <summary>The metrics of the decision records of a run. Each is defined in docs/reference/EXPERIMENTS.md.</summary>
internal sealed record ControllerReport
{
    public required double GateBindingRate { get; init; }

    /// <summary>Decisions that did nothing, by reason.</summary>
    public required IReadOnlyDictionary<string, long> NoOpReasons { get; init; }

    /// <summary>Decisions by outcome code.</summary>
    public required IReadOnlyDictionary<string, long> Outcomes { get; init; }

    /// <summary>Total of the chosen less total of the strongest other, in credits.</summary>
    public required double? MarginP5 { get; init; }
    public required double? MarginP50 { get; init; }
    public required double? MarginP95 { get; init; }
    public required double MeanCandidates { get; init; }
    public required double ResourceMean { get; init; }
    public required double ResourceSpread { get; init; }
    public required long LedgerErrors { get; init; }

    /// <summary>
    /// Bets that ended, the seconds that were staked on them, that they saved, of harm, and of harm that no account could pay.
    /// </summary>
    public long BetsSettled { get; init; }
    public double StakedS { get; init; }
    public double SavedS { get; init; }
    public double HarmS { get; init; }
    public double UncoveredHarmS { get; init; }

    /// <summary>Share of decisions inside stillnesses that were chosen from end to end while the fast loop learned.</summary>
    public required double FreezeShare { get; init; }
    public required double LongestFreezeS { get; init; }

    /// <summary>Beginning of the first stillness; null where there was none.</summary>
    public required double? TimeToFreezeS { get; init; }

    /// <summary>
    /// The seconds from the change of the world to the first action after, and whether the controller was still then; null where no change
    /// was stated.
    /// </summary>
    public required bool? FrozenAtShift { get; init; }
    public required double? ReopeningS { get; init; }

    /// <summary>Median seconds between actions, mean seconds between updates of the fast loop, and the first over the second.</summary>
    public required double? ActionGapS { get; init; }
    public required double? UpdateGapS { get; init; }
    public required double? TimescaleRatio { get; init; }

    /// <summary>Share of stillnesses in which a limit from outside stood in the way.</summary>
    public required double? ExternalStopShare { get; init; }
}
