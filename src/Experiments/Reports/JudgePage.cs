using System.Collections.Immutable;
using System.Globalization;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Judging;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Tables;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>The verdicts on one subject, and the confusion matrix, as pages. Every figure is computed from the runs.</summary>
internal static class JudgePage
{
    private static readonly ImmutableArray<string> Ids = ["C1", "C2", "C3", "C4", "C5"];

    private static readonly (Column, Func<ReportedCriterion, object?>)[] Asked =
        [(Column.Text("criterion"), one => one.Id), (Column.Text("asks"), one => one.Says)];

    private static readonly (Column, Func<ReportedCriterion, object?>) Answer =
        (Column.Text("answer"), one => StudyPhrases.WordOf(one.Answer));

    private static readonly (Column, Func<ReportedCriterion, object?>) Evidence = (Column.Text("figure, 95 %"), one => one.Evidence);

    private static readonly (Column, Func<ReportedCriterion, object?>) Threshold = (Column.Text("must exceed"), one => one.MustExceed);

    /// <summary>The run and the decision with the strongest evidence against a criterion.</summary>
    private static readonly (Column, Func<ReportedCriterion, object?>)[] Against =
        [(Column.Text("run"), one => one.Run), (Column.Text("decision"), one => one.Place)];

    /// <param name="asked">The command line of the judgement.</param>
    /// <param name="subject">Its option that gives the subject.</param>
    public static ReportPage Of(JudgeResult result, string asked, string subject)
    {
        var report = JudgeReport.Of(result);
        ReportedCriterion[] failed =
            [.. report.Verdicts.SelectMany(verdict => verdict.Criteria).Where(one => one.Answer == CriterionAnswer.Fails)];
        return new($"{report.Subject} before the judge", Summary(report),
        [
            .. failed.Length > 0 ? Failed(failed) : [],
            .. report.Verdicts.SelectMany(Criteria),
            new Block.Paragraph(
                "A criterion holds if the whole interval is above the threshold, fails if the whole interval is at or below it, and is "
                    + "open otherwise. A figure as large as the detectable one would be distinguished from the threshold in 80 of 100 "
                    + "such judgements. docs/reference/JUDGE.md says what each criterion does."),
            .. Block.Again(asked),
        ])
        {
            Picture = new(Answers("criteria", [.. report.Verdicts.Select(verdict => (Title(verdict), verdict.Criteria))]),
                "Criteria of each commitment that hold, fail and are open; a commitment is demonstrated if all hold."),
            Next = [.. Steps(report, subject)],
        };
    }

    /// <summary>The verdicts on several subjects, and where each fails.</summary>
    public static ReportPage Of(IReadOnlyList<JudgeResult> results, string asked)
    {
        var reports = results.Select(result => JudgeReport.Of(result)).ToList();
        int whole = reports.Count(report => report.Verdicts.All(verdict => verdict.Verdict == CommitmentVerdict.Demonstrated));
        return new($"{reports.Count} subjects before the judge",
            $"Everything is demonstrated for {whole} of {reports.Count} subjects, by criteria {reports[0].Criteria} under "
                + $"{reports[0].Seeds} seeds of each treatment.",
            [new Block.Heading("Verdicts"), VerdictTable(reports), .. reports.SelectMany(Unmet), .. Block.Again(asked)])
        {
            Picture = new(Answers("subjects", [.. reports.Select(report =>
                (report.Subject, (IReadOnlyList<ReportedCriterion>)[.. report.Verdicts.SelectMany(verdict => verdict.Criteria)]))]),
                "Criteria that hold, fail and are open, for each subject."),
            Next = [new("See how often this judge is right about subjects that are known.", "teleo falsify impostors --quick")],
        };
    }

    private static IEnumerable<NextStep> Steps(JudgeReport report, string subject)
    {
        if (report.Seeds < SubjectJudge.FullSeeds && report.Verdicts.Any(verdict => verdict.Verdict == CommitmentVerdict.Undecided))
            yield return new("More seeds may decide what is undecided.",
                $"teleo falsify {subject} --seeds {SubjectJudge.FullSeeds} --page verdict.html");
        yield return new("Judge a controller of your own, a C# file or any program that answers on its standard output.",
            "teleo falsify --subject mine.cs --quick");
        yield return new("See how often this judge is right about subjects that are known.", "teleo falsify impostors --quick");
    }

    /// <summary>The number of criteria with each answer, a row for each name.</summary>
    private static Figure Answers(string id, ImmutableArray<(string Name, IReadOnlyList<ReportedCriterion> Criteria)> rows)
    {
        (string Name, Func<CriterionAnswer, bool> Has)[] kinds =
        [
            ("hold", answer => answer == CriterionAnswer.Holds), ("fail", answer => answer == CriterionAnswer.Fails),
            ("open or not measured", answer => answer is not (CriterionAnswer.Holds or CriterionAnswer.Fails)),
        ];
        return Figure.Of(id, new Scale.Linear("Criteria") { Zero = true }, new Scale.Categories("", [.. rows.Select(row => row.Name)]),
            [.. kinds.Select(kind => new Mark.Bars([.. rows.Select((row, i) =>
                new Bar(i, row.Criteria.Count(one => kind.Has(one.Answer))))]) { Name = kind.Name })]);
    }

    private static Block.Table VerdictTable(IReadOnlyList<JudgeReport> reports) =>
        Block.Table.Of("The verdict on each commitment and distinction.", reports,
        [
            (Column.Text("subject"), report => report.Subject),
            .. reports[0].Verdicts.Select<ReportedVerdict, (Column, Func<JudgeReport, object?>)>((verdict, i) =>
                (Column.Text(Title(verdict)), report => report.Verdicts[i].Verdict.Words())),
        ]);

    private static IEnumerable<Block> Failed(IEnumerable<ReportedCriterion> failed) =>
    [
        new Block.Heading("Where it fails"),
        Block.Table.Of("Each criterion that fails, with the run and the decision that speak most against it.", failed,
            [.. Asked, Evidence, Threshold, .. Against]),
    ];

    private static IEnumerable<Block> Criteria(ReportedVerdict verdict) =>
    [
        new Block.Heading($"{Title(verdict)}: {verdict.Verdict.Words()}"),
        .. Block.If(verdict.Note.Length > 0, () => new Block.Paragraph(verdict.Note)),
        Block.Table.Of($"The criteria of {verdict.Id}, all of which must hold.", verdict.Criteria,
        [
            .. Asked, Answer, Evidence, Threshold,
            (Column.Text("detectable"), one => one.Tells),
            (Column.Text("world"), one => one.World),
            (Column.Text("treatment"), one => one.Treatment),
        ]),
    ];

    private static IEnumerable<Block> Unmet(JudgeReport report) =>
    [
        new Block.Heading(report.Subject),
        .. Block.If(report.Disqualified.Length > 0, () => new Block.Paragraph($"Disqualified: {report.Disqualified}.")),
        Block.Table.Of("Every criterion that does not hold.",
            report.Verdicts.SelectMany(verdict => verdict.Criteria).Where(one => one.Answer != CriterionAnswer.Holds),
            [.. Asked, Answer, Evidence, Threshold, .. Against]),
    ];

    public static ReportPage Of(ConfusionMatrix matrix, string asked) => new("Does the judge judge?",
        $"{matrix.Subjects.Count} subjects of which it is known what they have and lack. {matrix.RefutedCells} of {matrix.LackingCells} "
            + $"lacks are refuted. "
            + (matrix.Stands ? "No lack came out demonstrated and no possession otherwise." : string.Join("; ", matrix.Problems) + "."),
        [
            new Block.Heading("Sensitivity and specificity"),
            Block.Table.Of("How often a commitment is demonstrated where it is, and refuted where it is lacking, with 95 % intervals.",
                matrix.Rows,
                (Column.Text("commitment"), row => row.Commitment),
                (Column.Number("found"), row => $"{row.Found} of {row.Have}"),
                (Column.Text("interval"), row => Range(row.Sensitivity.Lower, row.Sensitivity.Upper)),
                (Column.Number("refuted"), row => $"{row.Refuted} of {row.Lack}"),
                (Column.Text("interval"), row => Range(row.Specificity.Lower, row.Specificity.Upper)),
                (Column.Number("undecided"), row => row.Undecided),
                (Column.Number("passed"), row => row.Passed)),
            new Block.Heading("Every subject"),
            Block.Table.Of("D demonstrated, R refuted, U undecided, N not measured; - lacks it, + has it.", matrix.Subjects,
            [
                (Column.Text("subject"), subject => subject.Name),
                (Column.Text("what it does"), subject => subject.Says),
                .. Ids.Select<string, (Column, Func<MatrixSubject, object?>)>(id =>
                    (Column.Text(id), subject => ConfusionMatrix.CellOf(subject, id))),
                (Column.Text("lacks"), subject => string.Join("; ", subject.Lacks.Select(lack => $"{lack.Key}: {lack.Value}"))),
            ]),
            .. Block.Again(asked),
        ])
    {
        Picture = new(Rates(matrix), "Share of subjects in which a commitment is found where it is, and refuted where it is lacking, with "
            + "95 % intervals."),
        Next = [new("Judge a controller of your own.", "teleo falsify --subject mine.cs --quick")],
    };

    private static Figure Rates(ConfusionMatrix matrix)
    {
        Mark Bars(string name, Func<MatrixRow, (int Part, int Whole, Interval Range)> of) => new Mark.Bars(
            [.. matrix.Rows.Select((row, i) => (at: i, share: of(row))).Where(row => row.share.Whole > 0).Select(row =>
                new Bar(row.at, 100.0 * row.share.Part / row.share.Whole)
                {
                    Lower = 100 * row.share.Range.Lower,
                    Upper = 100 * row.share.Range.Upper,
                })])
        {
            Name = name,
        };

        return Figure.Of("judge", new Scale.Linear("Subjects", "%") { From = 0, To = 100 },
            new Scale.Categories("", [.. matrix.Rows.Select(row => row.Commitment)]),
            Bars("found where it is", row => (row.Found, row.Have, row.Sensitivity)),
            Bars("refuted where it is lacking", row => (row.Refuted, row.Lack, row.Specificity)));
    }

    private static string Summary(JudgeReport report)
    {
        string Listed(CommitmentVerdict verdict) => string.Join(", ", report.Verdicts.Where(v => v.Verdict == verdict).Select(Title));
        var parts = Enum.GetValues<CommitmentVerdict>().OrderBy(verdict => verdict == CommitmentVerdict.NotDemonstrated)
            .Select(verdict => (verdict, ids: Listed(verdict)))
            .Where(part => part.ids.Length > 0).Select(part => $"{part.ids}: {part.verdict.Words()}");
        string disqualified = report.Disqualified.Length > 0 ? $" Disqualified: {report.Disqualified}." : "";
        return $"{string.Join("; ", parts)}. Judged by criteria {report.Criteria} under {report.Seeds} seeds of each treatment."
            + disqualified;
    }

    private static string Title(ReportedVerdict verdict) => $"{verdict.Id} {verdict.Name}";

    private static string Range(double low, double high) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * low:0} to {100 * high:0} %");
}
