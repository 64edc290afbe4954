using System.Collections.Immutable;
using System.Globalization;
using Teleo.Experiments.Preprint;
using Teleo.Experiments.Tables;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>
/// Writes the distribution of the preprint's learner as a report: stated accuracies and results, baseline, resource, structure, variants,
/// and sweep. Every figure in the text comes from the tables.
/// </summary>
internal static class De11Page
{
    /// <summary>Test accuracy of logistic regression on iris that the preprint states.</summary>
    private const double ClaimedBaseline = 0.911;

    private const int InfluencesShown = 5;

    private static readonly (Column, Func<LearnerSetting, object?>) Setting = (Column.Text("setting"), setting => setting.Name);

    public static ReportPage Of(DistributionResults results, string command)
    {
        ImmutableArray<DistributionRow> main = [.. results.Named.Where(row => row.Setting == LearnerSetting.Main)];
        ImmutableArray<Block> blocks =
        [
            new Block.Heading("Accuracy"),
            .. Accuracy(main, results),
            new Block.Heading("The resource"),
            .. Resource(main),
            new Block.Heading("The structure"),
            .. Structure(main),
            .. Commitments(results),
            .. Variants(results),
            .. Sweep(results),
            new Block.Heading("Do it again"),
            new Block.Paragraph(
                "docs/concepts/DE11.md says what the learner is, what the preprint leaves open and what was chosen. Each table has its "
                    + "dictionary beside it. "
                + "Equal code and seed give equal tables at any number of threads."),
            new Block.Command(command),
        ];
        return new("DE11: the preprint's learner as a distribution", Summary(main), blocks)
        {
            Picture = new(Curves(main, results), "Share of splits at or below each test accuracy, for the learner and for logistic "
                + "regression on the same splits. The upright line is the stated accuracy."),
            Next =
            [
                new("Follow one run from sample to sample, and check its trace.",
                    $"teleo de11 run --data {main[0].Data} --trace {main[0].Data}.jsonl && teleo de11 verify {main[0].Data}.jsonl"),
                new("List every number that the preprint leaves open.", "teleo de11 run --list"),
            ],
        };
    }

    private static IEnumerable<Block> Commitments(DistributionResults results) =>
    [
        new Block.Heading("The commitments"),
        new Block.Paragraph(
            "Each criterion is a mean over splits whose whole 95 % interval must lie above its threshold. Criteria about demand do not "
                + "apply "
                + "to a learner of samples."),
        Block.Table.Of("Criterion by criterion, with what was compared split by split.", results.Verdicts,
            (Column.Text("commitment"), v => v.Commitment),
            (Column.Text("asks"), v => v.Asks),
            (Column.Text("data"), v => v.Data),
            (Column.Number("splits"), v => v.Splits),
            (Column.Number("mean"), v => Percent(v.Mean)),
            (Column.Number("95 %"), v => $"{Percent(v.Lower)} to {Percent(v.Upper)}"),
            (Column.Number("threshold"), v => Percent(v.Threshold)),
            (Column.Text("answer"), v => v.Answer)),
    ];

    private static string Summary(ImmutableArray<DistributionRow> main)
    {
        string reached = string.Join(", ", main.Select(row => $"{row.Data} {Percent(row.Mean)} (stated {Percent(row.Claimed)})"));
        return $"Mean test accuracy at the defaults over {main[0].Splits:N0} stratified splits: {reached}.";
    }

    private static string OpenWords(DistributionResults results) =>
        results.Reach.FirstOrDefault(row => row.Data == ReachRow.All) is { } whole
            ? $" Of {whole.Settings} settings, {Percent(whole.Reached)} reach all stated accuracies and {Percent(whole.NearShare)} come "
                + $"within {Points(ReachRow.Near)} of all." : "";

    private static IEnumerable<Block> Accuracy(ImmutableArray<DistributionRow> main, DistributionResults results) =>
    [
        new Block.Paragraph(
            "Each split gives 70 in 100 samples of every class to training and 30 to the test. \"Reached\" is the share of splits with "
                + "at least the stated number of right answers. "
            + "A mean over splits of one table has no interval for new data: splits overlap. The standard deviation says how far one "
                + "split can be from another."),
        Block.Table.Of("Test accuracy at the defaults", main,
            (Column.Text("data"), row => row.Data),
            (Column.Number("stated"), row => Percent(row.Claimed)),
            (Column.Number("mean"), row => Percent(row.Mean)),
            (Column.Number("st. dev."), row => Percent(row.StandardDeviation)),
            (Column.Number("least"), row => Percent(row.Least)),
            (Column.Number("5 %"), row => Percent(row.Lower)),
            (Column.Number("median"), row => Percent(row.Median)),
            (Column.Number("95 %"), row => Percent(row.Upper)),
            (Column.Number("greatest"), row => Percent(row.Most)),
            (Column.Number("reached"), row => Percent(row.Reached)),
            (Column.Number("equalled"), row => Percent(row.Equalled))),
        Block.Table.Of("Against logistic regression on the same splits", main,
            (Column.Text("data"), row => row.Data),
            (Column.Number("learner"), row => Percent(row.Mean)),
            (Column.Number("regression"), row => Percent(row.BaselineMean)),
            (Column.Number("its st. dev."), row => Percent(row.BaselineDeviation)),
            (Column.Number("learner better"), row => Percent(row.Better)),
            (Column.Number("equal"), row => Percent(1 - row.Better - row.Worse)),
            (Column.Number("learner worse"), row => Percent(row.Worse))),
        .. Block.Known(IrisWords(results)),
    ];

    private static string? IrisWords(DistributionResults results)
    {
        var baseline = results.Baseline.Where(run => run.Data == "iris").ToDictionary(run => run.Split);
        var runs = results.Runs.Where(run => run.Data == "iris" && run.Setting == LearnerSetting.Main).ToList();
        if (runs.Count == 0) return null;
        int learner = DistributionRow.ClaimedRight(DataSet.ClaimedOf("iris"), runs[0].Tested),
            regression = DistributionRow.ClaimedRight(ClaimedBaseline, runs[0].Tested);
        double asStated = Share(runs, run => run.Right >= learner && baseline[run.Split].Right <= regression);
        double low = Share(baseline.Values, run => run.Right <= regression);
        return $"On iris the preprint states {Percent(DataSet.ClaimedOf("iris"))} against {Percent(ClaimedBaseline)} for logistic "
            + $"regression: {learner} and {regression} right answers of {runs[0].Tested}, a difference of one. "
            + $"Logistic regression fitted to convergence has at most {regression} right answers in {Percent(low)} of splits; the "
                + $"learner has at least {learner} where regression has at most {regression} in {Percent(asStated)}.";
    }

    private static IEnumerable<Block> Resource(ImmutableArray<DistributionRow> main) =>
    [
        new Block.Paragraph(
            $"The resource forbade {main.Sum(row => row.Forbidden):N0} of {main.Sum(row => row.Wanted):N0} wanted actions. "
            + "The gate-binding rate is the share of wanted structural actions that the resource forbade. An overridden action is one "
                + "that the coverage rule made although the resource could not pay. "
            + "A death is a balance of zero: the structure is cleared."),
        Block.Table.Of("The resource at the defaults", main,
            (Column.Text("data"), row => row.Data),
            (Column.Number("wanted"), row => Count(row.Wanted)),
            (Column.Number("forbidden"), row => Count(row.Forbidden)),
            (Column.Number("gate-binding"), row => Percent(row.GateBinding)),
            (Column.Number("overridden"), row => Count(row.Overridden)),
            (Column.Number("deaths per run"), row => Number(row.Deaths)),
            (Column.Number("runs with a death"), row => Percent(row.Died)),
            (Column.Number("credits at the end"), row => Count(row.Energy))),
    ];

    private static IEnumerable<Block> Structure(ImmutableArray<DistributionRow> main) =>
    [
        new Block.Paragraph(
            "Frozen: no structural action in the last third of the samples. \"By the rule alone\": genesis that the coverage rule made "
                + "and that did not score better than no-op. "
            + "\"Disagree\": samples on which softmax and the cheapest covering hypothesis named different classes."),
        Block.Table.Of("The structure at the defaults", main,
            (Column.Text("data"), row => row.Data),
            (Column.Number("genesis"), row => Number(row.Genesis)),
            (Column.Number("by the rule alone"), row => Percent(row.ByRuleAlone)),
            (Column.Number("wedges"), row => Number(row.Wedges)),
            (Column.Number("frozen"), row => Percent(row.Froze)),
            (Column.Number("last action at"), row => Percent(row.LastAction)),
            (Column.Number("hypotheses"), row => Number(row.Hypotheses)),
            (Column.Number("survival"), row => Percent(row.Survival)),
            (Column.Number("complexity"), row => Number(row.UniqueComplexity)),
            (Column.Number("written out"), row => Number(row.ExpandedComplexity)),
            (Column.Number("loss, first pass"), row => Number(row.FirstLoss)),
            (Column.Number("last pass"), row => Number(row.LastLoss)),
            (Column.Number("disagree"), row => Percent(row.Disagreement)),
            (Column.Number("by winner"), row => Percent(row.MeanByWinner))),
    ];

    private static IEnumerable<Block> Variants(DistributionResults results)
    {
        var named = results.Settings.Where(setting => !setting.IsSwept).ToList();
        if (named.Count < 2) return [];
        string[] data = [.. results.Named.Select(row => row.Data).Distinct()];
        var rows = results.Named.ToDictionary(row => (row.Data, row.Setting));
        return
        [
            new Block.Heading("Variants"),
            new Block.Paragraph(
                $"Each is one change away from the defaults and ran on {results.Named[^1].Splits:N0} of the same splits. settings.csv has "
                    + $"their numbers."),
            Block.Table.Of("Mean test accuracy", named,
                [Setting, (Column.Text("change"), setting => setting.Meaning), .. ByData(row => Percent(row.Mean))]),
            Block.Table.Of("Gate-binding rate, and deaths per run", named,
                [Setting, .. ByData(row => $"{Percent(row.GateBinding)}, {Number(row.Deaths)}")]),
            Block.Table.Of("Runs whose structure froze, and structural actions per run", named,
                [Setting, .. ByData(row => $"{Percent(row.Froze)}, {Number(row.Genesis + row.Wedges)}")]),
        ];

        IEnumerable<(Column, Func<LearnerSetting, object?>)> ByData(Func<DistributionRow, string> cell) =>
            data.Select<string, (Column, Func<LearnerSetting, object?>)>(name =>
                (Column.Number(name), setting => cell(rows[(name, setting.Name)])));
    }

    private static IEnumerable<Block> Sweep(DistributionResults results)
    {
        var reach = results.Reach.ToList();
        if (reach.Count == 0) return [];
        int splits = results.Swept[0].Splits;
        return
        [
            new Block.Heading("What is open"),
            new Block.Paragraph(
                $"{reach[0].Settings:N0} settings were drawn by a Latin hypercube over the {LearnerNumbers.Unpublished.Count} numbers and "
                    + $"choices that the preprint leaves open, and each ran on {splits} splits. "
                + $"\"Like it\": mean test accuracy within {Points(ReachRow.Near)} of the stated one, above or below.{OpenWords(results)}"),
            Block.Table.Of("Settings that reach the stated accuracy", reach,
                (Column.Text("data"), row => row.Data),
                (Column.Number("stated"), row => row.Data == ReachRow.All ? "" : Percent(DataSet.ClaimedOf(row.Data))),
                (Column.Number("reach it"), row => Percent(row.Reached)),
                (Column.Number("like it"), row => Percent(row.NearShare)),
                (Column.Number("least"), row => row.Data == ReachRow.All ? "" : Percent(row.Least)),
                (Column.Number("median"), row => row.Data == ReachRow.All ? "" : Percent(row.Median)),
                (Column.Number("greatest"), row => row.Data == ReachRow.All ? "" : Percent(row.Most)),
                (Column.Number("gate ever binds"), row => Percent(row.Bound)),
                (Column.Number("gate-binding"), row => Percent(row.GateBinding)),
                (Column.Number("a structure dies"), row => Percent(row.Died)),
                (Column.Number("frozen"), row => Percent(row.Froze))),
            Block.Table.Of($"The {InfluencesShown} open numbers that the accuracy follows most, by rank correlation",
                results.Influence.GroupBy(row => row.Data)
                    .SelectMany(group => group.OrderByDescending(row => Math.Abs(row.Correlation)).Take(InfluencesShown)),
                (Column.Text("data"), row => row.Data),
                (Column.Text("number"), row => row.Number),
                (Column.Number("correlation"), row => Signed(row.Correlation)),
                (Column.Number("mean in the lower half"), row => Percent(row.LowerHalf)),
                (Column.Number("in the upper half"), row => Percent(row.UpperHalf))),
            new Block.Drawing(
                Spread(results),
                    "Mean test accuracy of every swept setting against its first endowment; the level line is the stated accuracy."),
        ];
    }

    private static Figure Curves(ImmutableArray<DistributionRow> main, DistributionResults results) => new("accuracy",
    [
        .. main.Select(row => new Panel(
            new Scale.Linear($"Test accuracy on {row.Data}", "%"), new Scale.Linear("Share of splits at or below") { From = 0, To = 1 },
        [
            Curve("learner", results.Runs.Where(run => run.Data == row.Data && run.Setting == LearnerSetting.Main)
                .Select(run => run.Accuracy)),
            Curve("logistic regression", results.Baseline.Where(run => run.Data == row.Data).Select(run => run.Accuracy)),
            new Mark.Rule(Direction.Vertical, 100 * row.Claimed, "stated"),
        ])),
    ])
    {
        Columns = 2,
        Note = $"{main[0].Splits:N0} stratified splits, one run each.",
    };

    private static Mark.Step Curve(string name, IEnumerable<double> accuracies)
    {
        double[] sorted = [.. accuracies.Order()];
        // One point per different accuracy: a test of 45 has few, and the figure stays small.
        var points = sorted.Distinct().Select(value =>
            (X: 100 * value, Y: (double)(Array.LastIndexOf(sorted, value) + 1) / sorted.Length)).ToList();
        return new Mark.Step([points[0].X, .. points.Select(point => point.X)], [0, .. points.Select(point => point.Y)]) { Name = name };
    }

    private static Figure Spread(DistributionResults results)
    {
        var endowments = results.Settings.ToDictionary(setting => setting.Name, setting => setting.Options.Energy.Initial);
        return new("settings",
        [
            .. results.Swept.GroupBy(row => row.Data)
                .Select(group => new Panel(new Scale.Logarithmic("First endowment", "credits"),
                    new Scale.Linear($"Accuracy on {group.Key}", "%") { From = 0, To = 100 },
            [
                new Mark.Points([.. group.Select(row => endowments[row.Setting])], [.. group.Select(row => 100 * row.Mean)]),
                new Mark.Rule(Direction.Horizontal, 100 * DataSet.ClaimedOf(group.Key), "stated"),
            ])),
        ])
        {
            Columns = 2,
            Note = $"Each point is one setting, the mean of {results.Swept[0].Splits} splits.",
        };
    }

    private static double Share<T>(ICollection<T> all, Func<T, bool> holds) => all.Count(holds) / (double)all.Count;

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");

    private static string Points(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} points");

    private static string Number(double value) => value.ToString(Math.Abs(value) < 10 ? "0.00" : "N1", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    private static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
