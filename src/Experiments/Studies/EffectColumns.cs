using Teleo.Engine.Input;

namespace Teleo.Experiments.Studies;

/// <summary>The columns of <c>ablation.csv</c>, whose rows are effects.</summary>
internal static class EffectColumns
{
    public static readonly StudyColumn<Effect>[] All =
    [
        new("workload", "", "name of the workload, or all for the row over every scenario", e => e.Workload),
        new("budget", "share", "memory budget as a share of what all skills together would take; empty in the row over all",
            e => e.Budget),
        new("arm", "", "policy or ablation", e => e.Arm),
        new("metric", "", "name of the metric, defined in runs.dictionary.csv", e => e.Metric.Name),
        new("unit", "", "unit of the differences; relative means share of the baseline's mean", e => e.Metric.Unit),
        new("seeds", "count", "seeds of the study", e => e.Seeds),
        new("pairs", "count", "seeds for which arm and baseline both have the figure", e => e.Pairs),
        new("failed_runs", "count", "failed runs of arm and baseline together; any makes the comparison inconclusive", e => e.Failed),
        new("baseline_mean", "of the metric", "mean over seeds of the baseline", e => e.BaselineMean),
        new("arm_mean", "of the metric", "mean over seeds of the arm", e => e.ArmMean),
        new("difference", "unit", "mean over seeds of arm minus baseline", e => e.Difference),
        new("lower95", "unit", "lower end of Student's 95 % interval of the difference", e => e.Interval95.Lower),
        new("upper95", "unit", "upper end of it", e => e.Interval95.Upper),
        new("bca_lower95", "unit", "lower end of the bias-corrected and accelerated bootstrap interval, 10,000 draws shared by all arms",
            e => e.Bca95.Lower),
        new("bca_upper95", "unit", "upper end of it", e => e.Bca95.Upper),
        new("p", "", "two-sided sign-flip p-value, exact to 20 seeds", e => e.P),
        new("adjusted_p", "", "adjusted for the number of arms by the study's family", e => e.AdjustedP),
        new("margin", "unit", "smallest difference of interest", e => e.Margin),
        new("variance_reduction", "ratio", "variance of the unpaired over that of the paired difference", e => e.VarianceReduction),
        new("probability_below", "",
            "posterior probability that the difference lies below minus the margin, by the correlated Bayesian t-test",
            e => e.Posterior?.PLeft),
        new("probability_within", "", "that it lies within the margin", e => e.Posterior?.PRope),
        new("probability_above", "", "that it lies above the margin", e => e.Posterior?.PRight),
        new("verdict", "", "superior, inferior, equivalent, different-within-margin or inconclusive, of the arm against the baseline",
            e => Json.Of(e.Outcome).Trim('"')),
    ];
}
