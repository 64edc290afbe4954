using CsvHelper;
using Teleo.Engine.Input;

namespace Teleo.Experiments.Studies;

/// <summary>One line of <c>ablation.csv</c>.</summary>
[CsvRecord]
internal sealed partial record EffectRow
{
    [CsvColumn("workload")] public required string Workload { get; init; }

    [CsvColumn("budget")] public required string Budget { get; init; }

    [CsvColumn("arm")] public required string Arm { get; init; }

    [CsvColumn("metric")] public required string Metric { get; init; }

    [CsvColumn("unit")] public required string Unit { get; init; }

    [CsvColumn("seeds")] public required int Seeds { get; init; }

    [CsvColumn("pairs")] public required int Pairs { get; init; }

    [CsvColumn("failed_runs")] public required int Failed { get; init; }

    [CsvColumn("baseline_mean")] public required string BaselineMean { get; init; }

    [CsvColumn("arm_mean")] public required string ArmMean { get; init; }

    [CsvColumn("difference")] public required string Difference { get; init; }

    [CsvColumn("lower95")] public required string Lower { get; init; }

    [CsvColumn("upper95")] public required string Upper { get; init; }

    [CsvColumn("bca_lower95")] public required string BcaLower { get; init; }

    [CsvColumn("bca_upper95")] public required string BcaUpper { get; init; }

    [CsvColumn("p")] public required string P { get; init; }

    [CsvColumn("adjusted_p")] public required string AdjustedP { get; init; }

    [CsvColumn("margin")] public required string Margin { get; init; }

    [CsvColumn("variance_reduction")] public required string VarianceReduction { get; init; }

    [CsvColumn("probability_below")] public required string Below { get; init; }

    [CsvColumn("probability_within")] public required string Within { get; init; }

    [CsvColumn("probability_above")] public required string Above { get; init; }

    [CsvColumn("verdict")] public required string Verdict { get; init; }

    public static readonly ColumnRow[] Columns =
    [
        new("workload", "", "name of the workload, or all for the row over every scenario"),
        new("budget", "share", "memory budget as a share of what all skills together would take; empty in the row over all"),
        new("arm", "", "policy or ablation"),
        new("metric", "", "name of the metric, defined in runs.dictionary.csv"),
        new("unit", "", "unit of the differences; relative means share of the baseline's mean"),
        new("seeds", "count", "seeds of the study"),
        new("pairs", "count", "seeds for which arm and baseline both have the figure"),
        new("failed_runs", "count", "failed runs of arm and baseline together; any makes the comparison inconclusive"),
        new("baseline_mean", "of the metric", "mean over seeds of the baseline"),
        new("arm_mean", "of the metric", "mean over seeds of the arm"),
        new("difference", "unit", "mean over seeds of arm minus baseline"),
        new("lower95", "unit", "lower end of Student's 95 % interval of the difference"),
        new("upper95", "unit", "upper end of it"),
        new("bca_lower95", "unit", "lower end of the bias-corrected and accelerated bootstrap interval, 10,000 draws shared by all arms"),
        new("bca_upper95", "unit", "upper end of it"),
        new("p", "", "two-sided sign-flip p-value, exact to 20 seeds"),
        new("adjusted_p", "", "adjusted for the number of arms by the study's family"),
        new("margin", "unit", "smallest difference of interest"),
        new("variance_reduction", "ratio", "variance of the unpaired over that of the paired difference"),
        new("probability_below", "",
            "posterior probability that the difference lies below minus the margin, by the correlated Bayesian t-test"),
        new("probability_within", "", "that it lies within the margin"),
        new("probability_above", "", "that it lies above the margin"),
        new("verdict", "", "superior, inferior, equivalent, different-within-margin or inconclusive, of the arm against the baseline"),
    ];

    public static EffectRow Of(Effect effect) => new()
    {
        Workload = effect.Workload,
        Budget = StudyCsv.Text(effect.Budget),
        Arm = effect.Arm,
        Metric = effect.Metric.Name,
        Unit = effect.Metric.Unit,
        Seeds = effect.Seeds,
        Pairs = effect.Pairs,
        Failed = effect.Failed,
        BaselineMean = StudyCsv.Text(effect.BaselineMean),
        ArmMean = StudyCsv.Text(effect.ArmMean),
        Difference = StudyCsv.Text(effect.Difference),
        Lower = StudyCsv.Text(effect.Interval95.Lower),
        Upper = StudyCsv.Text(effect.Interval95.Upper),
        BcaLower = StudyCsv.Text(effect.Bca95.Lower),
        BcaUpper = StudyCsv.Text(effect.Bca95.Upper),
        P = StudyCsv.Text(effect.P),
        AdjustedP = StudyCsv.Text(effect.AdjustedP),
        Margin = StudyCsv.Text(effect.Margin),
        VarianceReduction = StudyCsv.Text(effect.VarianceReduction),
        Below = StudyCsv.Text(effect.Posterior?.PLeft ?? double.NaN),
        Within = StudyCsv.Text(effect.Posterior?.PRope ?? double.NaN),
        Above = StudyCsv.Text(effect.Posterior?.PRight ?? double.NaN),
        Verdict = Json.Of(effect.Outcome).Trim('"'),
    };
}
