using CsvHelper;
using Teleo.Controller.Domain;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Statistics;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Studies;

/// <summary>
/// One line of <c>aggregates.csv</c>: an arm over all scenarios by scores that neither a lucky seed nor one odd scenario can carry. A run
/// scores what it cost as a multiple of the baseline's mean cost in its scenario (for metrics where more is better, the other way round),
/// so that 1 is the baseline and less is better.
/// </summary>
[CsvRecord]
internal sealed partial record AggregateRow
{
    private const int Draws = 2_000;

    [CsvColumn("arm")] public required string Arm { get; init; }

    [CsvColumn("interquartile_mean")] public required string InterquartileMean { get; init; }

    [CsvColumn("lower95")] public required string Lower { get; init; }

    [CsvColumn("upper95")] public required string Upper { get; init; }

    [CsvColumn("median_of_scenarios")] public required string Median { get; init; }

    [CsvColumn("improvement")] public required string Improvement { get; init; }

    [CsvColumn("above_half")] public required string AboveHalf { get; init; }

    [CsvColumn("above_one")] public required string AboveOne { get; init; }

    [CsvColumn("above_two")] public required string AboveTwo { get; init; }

    [CsvColumn("optimality_gap")] public required string Gap { get; init; }

    public static readonly ColumnRow[] Columns =
    [
        new("arm", "", "policy or ablation"),
        new("interquartile_mean", "of the baseline",
            "mean of the middle half of all runs' scores; a score is a run's figure over the baseline's mean in its scenario, turned "
                + "round where more is better"),
        new("lower95", "of the baseline", "lower end of its 95 % interval, seeds drawn again within each scenario, 2,000 draws"),
        new("upper95", "of the baseline", "upper end of it"),
        new("median_of_scenarios", "of the baseline", "median over scenarios of the mean score"),
        new("improvement", "probability", "mean over scenarios of the chance that a run of the arm beats one of the baseline"),
        new("above_half", "share", "runs that score above 0.5: the performance profile at that score"),
        new("above_one", "share", "runs that score above 1"),
        new("above_two", "share", "runs that score above 2"),
        new("optimality_gap", "share", "mean part of a run's figure above the bound that no policy can beat; empty where no bound applies"),
    ];

    public static IEnumerable<AggregateRow> Of(StudyResults results)
    {
        string metric = results.Study.PrimaryMetric;
        int better = results.Metric(metric).Better;
        double[][] baseline = Scores(results, results.Study.Baseline, metric, better);
        foreach (string arm in results.Study.Arms)
        {
            double[][] scores = Scores(results, arm, metric, better);
            if (scores.Length == 0 || scores[0].Length == 0 || !Aggregates.Flatten(scores).All(double.IsFinite)) continue;
            var chance = new SeedTree(0x7E1E0).Stream("aggregates");
            double[] replicates =
                Sample.Sorted(Aggregates.StratifiedReplicates(scores, Aggregates.InterquartileMean, below => chance.NextInt(below), Draws));
            var interval = Bootstrap.Percentile(replicates, 0.95);
            double[] profile = Aggregates.PerformanceProfile(scores, [0.5, 1, 2]);
            yield return new()
            {
                Arm = arm,
                InterquartileMean = StudyCsv.Text(Aggregates.InterquartileMean(Aggregates.Flatten(scores))),
                Lower = StudyCsv.Text(interval.Lower),
                Upper = StudyCsv.Text(interval.Upper),
                Median = StudyCsv.Text(Aggregates.MedianOfTaskMeans(scores)),
                // less is better: the baseline's score exceeds the arm's
                Improvement = StudyCsv.Text(Aggregates.ProbabilityOfImprovement(baseline, scores)),
                AboveHalf = StudyCsv.Text(profile[0]),
                AboveOne = StudyCsv.Text(profile[1]),
                AboveTwo = StudyCsv.Text(profile[2]),
                Gap = StudyCsv.Text(GapOf(results, arm, metric)),
            };
        }
    }

    /// <summary>Runs as rows, scenarios as columns.</summary>
    private static double[][] Scores(StudyResults results, string arm, string metric, int better)
    {
        double[][] columns =
        [
            .. from scenario in results.Scenarios
               let mean = results.Values(scenario.Workload, scenario.Budget, results.Study.Baseline, metric).Average()
               where mean > 0
               select results.Values(scenario.Workload, scenario.Budget, arm, metric)
                   .Select(x => better < 0 ? x / mean : 2 - x / mean).ToArray(),
        ];
        return [.. Enumerable.Range(0, results.Study.Seeds.Length).Select(seed => columns.Select(column => column[seed]).ToArray())];
    }

    private static double GapOf(StudyResults results, string arm, string metric)
    {
        if (metric != PoolMetrics.Cost || !results.Metrics.Any(m => m.Name == "bound")) return double.NaN;
        double[][] kept =
        [
            .. from scenario in results.Scenarios
               select results.Values(scenario.Workload, scenario.Budget, arm, metric)
                   .Zip(results.Values(scenario.Workload, scenario.Budget, arm, "bound"), (cost, bound) => cost > 0 ? bound / cost : 1)
                   .ToArray(),
        ];
        return kept.SelectMany(x => x).All(double.IsFinite) ? Aggregates.OptimalityGap(kept) : double.NaN;
    }
}
