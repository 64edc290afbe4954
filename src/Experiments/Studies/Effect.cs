using Teleo.Experiments.Metrics;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.Studies;

/// <summary>
/// Compares one arm with the baseline in one scenario, or over all of them, by one metric. Differences are arm minus baseline in the
/// metric's own unit; the outcome speaks of better and worse.
/// </summary>
internal sealed record Effect
{
    /// <summary>The workload name of the row that speaks for all scenarios.</summary>
    public const string AllScenarios = "all";

    public required string Workload { get; init; }

    /// <summary>NaN in the row for all scenarios.</summary>
    public required double Budget { get; init; }

    public required string Arm { get; init; }

    public required MetricInfo Metric { get; init; }

    public required int Seeds { get; init; }

    /// <summary>Seeds for which both arms have the figure.</summary>
    public required int Pairs { get; init; }

    public required int Failed { get; init; }

    public required double BaselineMean { get; init; }

    public required double ArmMean { get; init; }

    public required double Difference { get; init; }

    /// <summary>Student's interval: the one that judges. Its coverage is held by the self-test.</summary>
    public required Interval Interval95 { get; init; }

    public required Interval Interval90 { get; init; }

    /// <summary>The bias-corrected and accelerated bootstrap interval, for skewed differences.</summary>
    public required Interval Bca95 { get; init; }

    /// <summary>Sign-flip p-value before adjustment.</summary>
    public required double P { get; init; }

    public required double AdjustedP { get; init; }

    /// <summary>The smallest difference of interest, in the metric's unit.</summary>
    public required double Margin { get; init; }

    public required double VarianceReduction { get; init; }

    /// <summary>The probabilities that the true difference is below, inside and above the margin; null with fewer than two pairs.</summary>
    public CorrelatedBayes? Posterior { get; init; }

    /// <summary>
    /// The conclusion on the arm against the baseline. A comparison with a failed run or a missing figure concludes nothing.
    /// </summary>
    public MarginConclusion Outcome => Failed > 0 || Pairs < Math.Max(2, Seeds) || Metric.Better == 0
        ? MarginConclusion.Inconclusive
        : Metric.Better > 0
            ? Equivalence.Judge(Interval95, Interval90, Margin)
            : Equivalence.Judge(new(-Interval95.Upper, -Interval95.Lower), new(-Interval90.Upper, -Interval90.Lower), Margin);
}
