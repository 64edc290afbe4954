using CsvHelper;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Preprint;

/// <summary>One setting on one data set over its splits. One line of <c>summary.csv</c>.</summary>
[CsvRecord]
public sealed partial record DistributionRow
{
    [CsvColumn("data")] public required string Data { get; init; }

    [CsvColumn("setting")] public required string Setting { get; init; }

    [CsvColumn("splits")] public required int Splits { get; init; }

    [CsvColumn("claimed")] public required double Claimed { get; init; }

    [CsvColumn("mean")] public required double Mean { get; init; }

    [CsvColumn("standard_deviation")] public required double StandardDeviation { get; init; }

    [CsvColumn("least")] public required double Least { get; init; }

    [CsvColumn("lower5")] public required double Lower { get; init; }

    [CsvColumn("median")] public required double Median { get; init; }

    [CsvColumn("upper95")] public required double Upper { get; init; }

    [CsvColumn("most")] public required double Most { get; init; }

    [CsvColumn("reached")] public required double Reached { get; init; }

    [CsvColumn("equalled")] public required double Equalled { get; init; }

    [CsvColumn("mean_by_winner")] public required double MeanByWinner { get; init; }

    [CsvColumn("baseline_mean")] public required double BaselineMean { get; init; }

    [CsvColumn("baseline_standard_deviation")] public required double BaselineDeviation { get; init; }

    [CsvColumn("better_than_baseline")] public required double Better { get; init; }

    [CsvColumn("worse_than_baseline")] public required double Worse { get; init; }

    [CsvColumn("genesis")] public required double Genesis { get; init; }

    [CsvColumn("by_rule_alone")] public required double ByRuleAlone { get; init; }

    [CsvColumn("wedges")] public required double Wedges { get; init; }

    [CsvColumn("wanted")] public required long Wanted { get; init; }

    [CsvColumn("forbidden")] public required long Forbidden { get; init; }

    [CsvColumn("gate_binding")] public required double GateBinding { get; init; }

    [CsvColumn("overridden")] public required long Overridden { get; init; }

    [CsvColumn("deaths")] public required double Deaths { get; init; }

    [CsvColumn("died")] public required double Died { get; init; }

    [CsvColumn("froze")] public required double Froze { get; init; }

    [CsvColumn("last_action")] public required double LastAction { get; init; }

    [CsvColumn("survival")] public required double Survival { get; init; }

    [CsvColumn("hypotheses")] public required double Hypotheses { get; init; }

    [CsvColumn("complexity_unique")] public required double UniqueComplexity { get; init; }

    [CsvColumn("complexity_expanded")] public required double ExpandedComplexity { get; init; }

    [CsvColumn("energy")] public required double Energy { get; init; }

    [CsvColumn("first_loss")] public required double FirstLoss { get; init; }

    [CsvColumn("last_loss")] public required double LastLoss { get; init; }

    [CsvColumn("disagreement")] public required double Disagreement { get; init; }

    /// <summary>Returns the number of right answers for the published share in a test of this size.</summary>
    public static int ClaimedRight(double claimed, int tested) => (int)Math.Round(claimed * tested);

    /// <param name="runs">Runs of one setting on one data set, in the order of their splits.</param>
    /// <param name="baseline">The baseline on the same splits.</param>
    internal static DistributionRow Of(IReadOnlyList<LearnerFigures> runs, IReadOnlyList<BaselineFigures> baseline)
    {
        double[] accuracies = [.. runs.Select(run => run.Accuracy)], sorted = Sample.Sorted(accuracies);
        double[] other = [.. baseline.Select(run => run.Accuracy)];
        long wanted = runs.Sum(run => (long)run.Wanted), forbidden = runs.Sum(run => (long)run.Forbidden);
        long genesis = runs.Sum(run => (long)run.Genesis), born = runs.Sum(run => (long)run.Born);
        double published = DataSet.ClaimedOf(runs[0].Data);
        int claimed = ClaimedRight(published, runs[0].Tested);
        return new()
        {
            Data = runs[0].Data,
            Setting = runs[0].Setting,
            Splits = runs.Count,
            Claimed = published,
            Mean = Sample.Mean(accuracies),
            StandardDeviation = Deviation(accuracies),
            Least = sorted[0],
            Lower = Sample.Quantile(sorted, 0.05),
            Median = Sample.Quantile(sorted, 0.5),
            Upper = Sample.Quantile(sorted, 0.95),
            Most = sorted[^1],
            Reached = Share(run => run.Right >= claimed),
            Equalled = Share(run => run.Right == claimed),
            MeanByWinner = runs.Average(run => (double)run.RightByWinner / run.Tested),
            BaselineMean = Sample.Mean(other),
            BaselineDeviation = Deviation(other),
            Better = runs.Zip(baseline).Count(pair => pair.First.Right > pair.Second.Right) / (double)runs.Count,
            Worse = runs.Zip(baseline).Count(pair => pair.First.Right < pair.Second.Right) / (double)runs.Count,
            Genesis = (double)genesis / runs.Count,
            ByRuleAlone = genesis == 0 ? 0 : runs.Sum(run => (double)run.GenesisByRuleAlone) / genesis,
            Wedges = runs.Average(run => run.Wedges),
            Wanted = wanted,
            Forbidden = forbidden,
            GateBinding = wanted == 0 ? 0 : (double)forbidden / wanted,
            Overridden = runs.Sum(run => (long)run.Overridden),
            Deaths = runs.Average(run => run.Deaths),
            Died = Share(run => run.Deaths > 0),
            Froze = Share(run => run.Froze),
            LastAction = Sample.Median([.. runs.Select(run => run.LastAction)]),
            Survival = born == 0 ? 0 : runs.Sum(run => (double)run.Hypotheses) / born,
            Hypotheses = runs.Average(run => run.Hypotheses),
            UniqueComplexity = runs.Average(run => run.UniqueComplexity),
            ExpandedComplexity = runs.Average(run => run.ExpandedComplexity),
            Energy = runs.Average(run => run.Energy),
            FirstLoss = runs.Average(run => run.FirstLoss),
            LastLoss = runs.Average(run => run.LastLoss),
            Disagreement = runs.Average(run => run.Disagreement),
        };

        double Share(Func<LearnerFigures, bool> holds) => runs.Count(holds) / (double)runs.Count;
    }

    private static double Deviation(double[] values) => values.Length > 1 ? Sample.StandardDeviation(values) : 0;
}
