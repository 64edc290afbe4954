using Teleo.Controller.Domain;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Statistics;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Studies;

/// <summary>
/// One line of <c>aggregates.csv</c>: an arm over all scenarios by scores that neither one seed nor one scenario can dominate. The score of
/// a run is its cost as a multiple of the baseline's mean cost in its scenario (inverted for metrics where more is better), so that 1 is
/// the baseline and less is better.
/// </summary>
internal sealed record AggregateRow
{
    private const int Draws = 2_000;

    public required string Arm { get; init; }

    public required double InterquartileMean { get; init; }

    public required Interval Interval95 { get; init; }

    public required double Median { get; init; }

    public required double Improvement { get; init; }

    public required double AboveHalf { get; init; }

    public required double AboveOne { get; init; }

    public required double AboveTwo { get; init; }

    public required double Gap { get; init; }

    public static readonly StudyColumn<AggregateRow>[] Columns =
    [
        new("arm", "", "policy or ablation", row => row.Arm),
        new("interquartile_mean", "of the baseline",
            "mean of the middle half of all runs' scores; a score is a run's figure over the baseline's mean in its scenario, turned "
                + "round where more is better",
            row => row.InterquartileMean),
        new("lower95", "of the baseline", "lower end of its 95 % interval, seeds drawn again within each scenario, 2,000 draws",
            row => row.Interval95.Lower),
        new("upper95", "of the baseline", "upper end of it", row => row.Interval95.Upper),
        new("median_of_scenarios", "of the baseline", "median over scenarios of the mean score", row => row.Median),
        new("improvement", "probability", "mean over scenarios of the chance that a run of the arm beats one of the baseline",
            row => row.Improvement),
        new("above_half", "share", "runs that score above 0.5: the performance profile at that score", row => row.AboveHalf),
        new("above_one", "share", "runs that score above 1", row => row.AboveOne),
        new("above_two", "share", "runs that score above 2", row => row.AboveTwo),
        new("optimality_gap", "share",
            "mean part of a run's figure above the bound that no policy can beat; empty where no bound applies",
            row => row.Gap),
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
            double[] profile = Aggregates.PerformanceProfile(scores, [0.5, 1, 2]);
            yield return new()
            {
                Arm = arm,
                InterquartileMean = Aggregates.InterquartileMean(Aggregates.Flatten(scores)),
                Interval95 = Bootstrap.Percentile(replicates, 0.95),
                Median = Aggregates.MedianOfTaskMeans(scores),
                // less is better: the baseline's score exceeds the arm's
                Improvement = Aggregates.ProbabilityOfImprovement(baseline, scores),
                AboveHalf = profile[0],
                AboveOne = profile[1],
                AboveTwo = profile[2],
                Gap = GapOf(results, arm, metric),
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
