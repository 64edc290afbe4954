using System.Collections.Immutable;
using System.Globalization;
using Teleo.Experiments.Preprint;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>
/// The distribution of the preprint's learner as a report: the stated accuracies and what came out, the baseline, the resource, the
/// structure,
/// variants, and the sweep. Every figure in its words is computed from the tables.
/// </summary>
internal static class De11Page
{
    /// <summary>Test accuracy of logistic regression on iris that the preprint states.</summary>
    private const double ClaimedBaseline = 0.911;

    private const int InfluencesShown = 5;

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
            new Block.Heading("Again"),
            new Block.Paragraph(
                "docs/concepts/DE11.md says what the learner is, what the preprint leaves open and what was chosen. Each table has its "
                    + "dictionary beside it. "
                + "Equal code and seed give equal tables at any number of threads."),
            new Block.Command(command),
        ];
        return new("DE11: the preprint's learner as a distribution", Summary(main, results), blocks);
    }

    private static IEnumerable<Block> Commitments(DistributionResults results)
    {
        yield return new Block.Heading("The commitments");
        yield return new Block.Paragraph(
            "Each criterion is a mean over splits whose whole 95 % interval must lie above its threshold. Criteria about demand do not "
                + "apply "
                + "to a learner of samples.");
        yield return new Block.Table("Criterion by criterion, with what was compared split by split.",
            [new("commitment"), new("asks"), new("data"), TableColumn.Number("splits"), TableColumn.Number("mean"),
                TableColumn.Number("95 %"),
                TableColumn.Number("threshold"), new("answer")],
            [.. results.Verdicts.Select(v =>
                ImmutableArray.Create(v.Commitment, v.Asks, v.Data, v.Splits.ToString(CultureInfo.InvariantCulture),
                Percent(v.Mean), $"{Percent(v.Lower)} to {Percent(v.Upper)}", Percent(v.Threshold), v.Answer))]);
    }

    private static string Summary(ImmutableArray<DistributionRow> main, DistributionResults results)
    {
        long wanted = main.Sum(row => row.Wanted), forbidden = main.Sum(row => row.Forbidden);
        string reached = string.Join(", ", main.Select(row => $"{row.Data} {Percent(row.Mean)} (stated {Percent(row.Claimed)})"));
        string all = results.Reach.FirstOrDefault(row => row.Data == ReachRow.All) is { } whole
            ? $" Of {whole.Settings} settings of what the preprint leaves open, {Percent(whole.Reached)} reach all stated accuracies "
                + $"and {Percent(whole.NearShare)} come within {Points(ReachRow.Near)} of all." : "";
        return $"Mean test accuracy at the defaults over {main[0].Splits:N0} stratified splits: {reached}. The resource forbade "
            + $"{forbidden:N0} of {wanted:N0} wanted actions.{all}";
    }

    private static IEnumerable<Block> Accuracy(ImmutableArray<DistributionRow> main, DistributionResults results)
    {
        yield return new Block.Paragraph(
            "Each split gives 70 in 100 samples of every class to training and 30 to the test. \"Reached\" is the share of splits with "
                + "at least the stated number of right answers. "
            + "A mean over splits of one table has no interval for new data: splits overlap. The standard deviation says how far one "
                + "split can be from another.");
        yield return Table("Test accuracy at the defaults",
            ["data", "#stated", "#mean", "#st. dev.", "#least", "#5 %", "#median", "#95 %", "#greatest", "#reached", "#equalled"],
            main.Select(row => new[]
            {
                row.Data, Percent(row.Claimed), Percent(row.Mean), Percent(row.StandardDeviation), Percent(row.Least), Percent(row.Lower),
                    Percent(row.Median), Percent(row.Upper), Percent(row.Most),
                Percent(row.Reached), Percent(row.Equalled),
            }));
        yield return new Block.Drawing(
            Curves(main, results),
                "Share of splits at or below each test accuracy, for the learner and for logistic regression on the same splits; the "
                    + "upright line is the stated accuracy.");
        yield return Table("Against logistic regression on the same splits",
            ["data", "#learner", "#regression", "#its st. dev.", "#learner better", "#equal", "#learner worse"],
            main.Select(row => new[]
            {
                row.Data, Percent(row.Mean), Percent(row.BaselineMean), Percent(row.BaselineDeviation), Percent(row.Better),
                    Percent(1 - row.Better - row.Worse), Percent(row.Worse),
            }));
        if (IrisWords(results) is { } words) yield return new Block.Paragraph(words);
    }

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

    private static IEnumerable<Block> Resource(ImmutableArray<DistributionRow> main)
    {
        yield return new Block.Paragraph(
            "The gate-binding rate is the share of wanted structural actions that the resource forbade. An overridden action is one "
                + "that the coverage rule made although the resource could not pay. "
            + "A death is a balance of zero: the structure is cleared.");
        yield return Table("The resource at the defaults",
            ["data", "#wanted", "#forbidden", "#gate-binding", "#overridden", "#deaths per run", "#runs with a death",
                "#credits at the end"],
            main.Select(row => new[] { row.Data, Count(row.Wanted), Count(row.Forbidden), Percent(row.GateBinding), Count(row.Overridden),
                Number(row.Deaths), Percent(row.Died), Count(row.Energy) }));
    }

    private static IEnumerable<Block> Structure(ImmutableArray<DistributionRow> main)
    {
        yield return new Block.Paragraph(
            "Frozen: no structural action in the last third of the samples. \"By the rule alone\": genesis that the coverage rule made "
                + "and that did not score better than no-op. "
            + "\"Disagree\": samples on which softmax and the cheapest covering hypothesis named different classes.");
        yield return Table("The structure at the defaults",
            ["data", "#genesis", "#by the rule alone", "#wedges", "#frozen", "#last action at", "#hypotheses", "#survival", "#complexity",
                "#written out", "#loss, first pass", "#last pass", "#disagree", "#by winner"],
            main.Select(row => new[]
            {
                row.Data, Number(row.Genesis), Percent(row.ByRuleAlone), Number(row.Wedges), Percent(row.Froze), Percent(row.LastAction),
                    Number(row.Hypotheses), Percent(row.Survival),
                Number(row.UniqueComplexity), Number(row.ExpandedComplexity), Number(row.FirstLoss), Number(row.LastLoss),
                    Percent(row.Disagreement), Percent(row.MeanByWinner),
            }));
    }

    private static IEnumerable<Block> Variants(DistributionResults results)
    {
        var named = results.Settings.Where(setting => !setting.IsSwept).ToList();
        if (named.Count < 2) yield break;
        string[] data = [.. results.Named.Select(row => row.Data).Distinct()];
        var rows = results.Named.ToDictionary(row => (row.Data, row.Setting));
        yield return new Block.Heading("Variants");
        yield return new Block.Paragraph(
            $"Each is one change away from the defaults and ran on {results.Named[^1].Splits:N0} of the same splits. settings.csv has "
                + $"their numbers.");
        yield return Table("Mean test accuracy", ["setting", "change", .. data.Select(name => "#" + name)],
            named.Select(setting => new[] { setting.Name, setting.Meaning }.Concat(
                data.Select(name => Percent(rows[(name, setting.Name)].Mean))).ToArray()));
        yield return Table("Gate-binding rate, and deaths per run", ["setting", .. data.Select(name => "#" + name)],
            named.Select(setting => new[] { setting.Name }.Concat(
                data.Select(name => rows[(name, setting.Name)])
                    .Select(row => $"{Percent(row.GateBinding)}, {Number(row.Deaths)}")).ToArray()));
        yield return Table("Runs whose structure froze, and structural actions per run", ["setting", .. data.Select(name => "#" + name)],
            named.Select(setting => new[] { setting.Name }.Concat(
                data.Select(name => rows[(name, setting.Name)])
                    .Select(row => $"{Percent(row.Froze)}, {Number(row.Genesis + row.Wedges)}")).ToArray()));
    }

    private static IEnumerable<Block> Sweep(DistributionResults results)
    {
        var reach = results.Reach.ToList();
        if (reach.Count == 0) yield break;
        int splits = results.Swept[0].Splits;
        yield return new Block.Heading("What is open");
        yield return new Block.Paragraph(
            $"{reach[0].Settings:N0} settings were drawn by a Latin hypercube over the {LearnerNumbers.Unpublished.Count} numbers and "
                + $"choices that the preprint leaves open, and each ran on {splits} splits. "
            + $"\"Like it\": mean test accuracy within {Points(ReachRow.Near)} of the stated one, above or below.");
        yield return Table("Settings that reach the stated accuracy",
            ["data", "#stated", "#reach it", "#like it", "#least", "#median", "#greatest", "#gate ever binds", "#gate-binding",
                "#a structure dies", "#frozen"],
            reach.Select(row => row.Data == ReachRow.All
                ? [row.Data, "", Percent(row.Reached), Percent(row.NearShare), "", "", "", Percent(row.Bound), Percent(row.GateBinding),
                    Percent(row.Died), Percent(row.Froze)]
                : new[]
                {
                    row.Data, Percent(DataSet.ClaimedOf(row.Data)), Percent(row.Reached), Percent(row.NearShare), Percent(row.Least),
                        Percent(row.Median), Percent(row.Most), Percent(row.Bound),
                    Percent(row.GateBinding), Percent(row.Died), Percent(row.Froze),
                }));
        yield return Table($"The {InfluencesShown} open numbers that the accuracy follows most, by rank correlation",
            ["data", "number", "#correlation", "#mean in the lower half", "#in the upper half"],
            results.Influence.GroupBy(row => row.Data)
                .SelectMany(group => group.OrderByDescending(row => Math.Abs(row.Correlation)).Take(InfluencesShown))
                .Select(row => new[] { row.Data, row.Number, Signed(row.Correlation), Percent(row.LowerHalf), Percent(row.UpperHalf) }));
        yield return new Block.Drawing(
            Spread(results),
                "Mean test accuracy of every swept setting against its first endowment; the level line is the stated accuracy.");
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

    private static Block.Table Table(string caption, IEnumerable<string> titles, IEnumerable<string[]> rows) => new(caption,
        [.. titles.Select(title => title.StartsWith('#') ? TableColumn.Number(title[1..]) : new TableColumn(title))],
        [.. rows.Select(row => row.ToImmutableArray())]);

    private static double Share<T>(ICollection<T> all, Func<T, bool> holds) => all.Count(holds) / (double)all.Count;

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");

    private static string Points(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} points");

    private static string Number(double value) => value.ToString(Math.Abs(value) < 10 ? "0.00" : "N1", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    private static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
