using CsvHelper;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Preprint;

/// <summary>One setting on one data set over its splits. One line of <c>summary.csv</c>.</summary>
[CsvRecord]
public sealed partial record DistributionRow
{
    [CsvColumn("data"), Defined("", "data set")]
    public required string Data { get; init; }

    [CsvColumn("setting"), Defined("", "name of the setting")]
    public required string Setting { get; init; }

    [CsvColumn("splits"), Defined("count", "splits run")]
    public required int Splits { get; init; }

    [CsvColumn("claimed"), Defined("share", "test accuracy that the preprint states")]
    public required double Claimed { get; init; }

    [CsvColumn("mean"), Defined("share", "mean test accuracy")]
    public required double Mean { get; init; }

    [CsvColumn("standard_deviation"), Defined("share", "standard deviation of the test accuracy over splits")]
    public required double StandardDeviation { get; init; }

    [CsvColumn("least"), Defined("share", "least test accuracy")]
    public required double Least { get; init; }

    [CsvColumn("lower5"), Defined("share", "5 % quantile")]
    public required double Lower { get; init; }

    [CsvColumn("median"), Defined("share", "median")]
    public required double Median { get; init; }

    [CsvColumn("upper95"), Defined("share", "95 % quantile")]
    public required double Upper { get; init; }

    [CsvColumn("most"), Defined("share", "greatest test accuracy")]
    public required double Most { get; init; }

    [CsvColumn("reached"), Defined("share", "splits with at least the stated number of right answers")]
    public required double Reached { get; init; }

    [CsvColumn("equalled"), Defined("share", "splits with exactly that number")]
    public required double Equalled { get; init; }

    [CsvColumn("mean_by_winner"), Defined("share", "mean test accuracy of the cheapest hypothesis that covers")]
    public required double MeanByWinner { get; init; }

    [CsvColumn("baseline_mean"), Defined("share", "mean test accuracy of logistic regression on the same splits")]
    public required double BaselineMean { get; init; }

    [CsvColumn("baseline_standard_deviation"), Defined("share", "its standard deviation")]
    public required double BaselineDeviation { get; init; }

    [CsvColumn("better_than_baseline"), Defined("share", "splits with more right answers than logistic regression")]
    public required double Better { get; init; }

    [CsvColumn("worse_than_baseline"), Defined("share", "splits with fewer")]
    public required double Worse { get; init; }

    [CsvColumn("genesis"), Defined("per run", "mean number of genesis actions")]
    public required double Genesis { get; init; }

    [CsvColumn("by_rule_alone"), Defined("share", "genesis actions that did not score better than no-op")]
    public required double ByRuleAlone { get; init; }

    [CsvColumn("wedges"), Defined("per run", "mean number of wedges")]
    public required double Wedges { get; init; }

    [CsvColumn("wanted"), Defined("count", "structural actions wanted, over all runs")]
    public required long Wanted { get; init; }

    [CsvColumn("forbidden"), Defined("count", "those that the resource forbade")]
    public required long Forbidden { get; init; }

    [CsvColumn("gate_binding"), Defined("share", "forbidden over wanted")]
    public required double GateBinding { get; init; }

    [CsvColumn("overridden"), Defined("count", "those that the coverage rule made although the resource could not pay")]
    public required long Overridden { get; init; }

    [CsvColumn("deaths"), Defined("per run", "mean number of deaths")]
    public required double Deaths { get; init; }

    [CsvColumn("died"), Defined("share", "runs with a death")]
    public required double Died { get; init; }

    [CsvColumn("froze"), Defined("share", "runs without a structural action in the last third of their steps")]
    public required double Froze { get; init; }

    [CsvColumn("last_action"), Defined("share", "median of the last step with a structural action")]
    public required double LastAction { get; init; }

    [CsvColumn("survival"), Defined("share", "hypotheses alive at the end of those born")]
    public required double Survival { get; init; }

    [CsvColumn("hypotheses"), Defined("per run", "mean number of hypotheses at the end")]
    public required double Hypotheses { get; init; }

    [CsvColumn("complexity_unique"), Defined("units", "mean complexity at the end, shared subforms counted once")]
    public required double UniqueComplexity { get; init; }

    [CsvColumn("complexity_expanded"), Defined("units", "mean complexity at the end, written out")]
    public required double ExpandedComplexity { get; init; }

    [CsvColumn("energy"), Defined("credits", "mean resource at the end")]
    public required double Energy { get; init; }

    [CsvColumn("first_loss"), Defined("nats", "mean loss in the first pass")]
    public required double FirstLoss { get; init; }

    [CsvColumn("last_loss"), Defined("nats", "mean loss in the last pass")]
    public required double LastLoss { get; init; }

    [CsvColumn("disagreement"), Defined("share", "samples on which winner and softmax named different classes")]
    public required double Disagreement { get; init; }

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
