using System.Collections.Immutable;
using System.Globalization;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Judging;

namespace Teleo.Experiments.Reports;

/// <summary>The verdicts on one subject, and the confusion matrix, as pages. Every figure is computed from the runs.</summary>
internal static class JudgePage
{
    private static readonly ImmutableArray<string> Ids = ["C1", "C2", "C3", "C4", "C5"];

    public static ReportPage Of(JudgeResult result)
    {
        var report = JudgeReport.Of(result);
        var blocks = ImmutableArray.CreateBuilder<Block>();
        ReportedCriterion[] failed =
            [.. report.Verdicts.SelectMany(verdict => verdict.Criteria).Where(one => one.Answer == CriterionAnswer.Fails)];
        if (failed.Length > 0)
        {
            blocks.Add(new Block.Heading("Where it fails"));
            blocks.Add(new Block.Table("Each criterion that fails, with the run and the decision that speak most against it.",
                [new("criterion"), new("asks"), new("figure, 95 %"), TableColumn.Number("must exceed"), new("run"), new("decision")],
                [.. failed.Select(one => ImmutableArray.Create(one.Id, one.Says, one.Evidence, one.MustExceed, one.Run, one.Place))]));
        }

        foreach (var verdict in report.Verdicts)
        {
            blocks.Add(new Block.Heading($"{verdict.Id} {verdict.Name}: {verdict.Verdict.Words()}"));
            if (verdict.Note.Length > 0) blocks.Add(new Block.Paragraph(verdict.Note));
            blocks.Add(new Block.Table($"The criteria of {verdict.Id}, all of which must hold.",
                [new("criterion"), new("asks"), new("answer"), new("figure, 95 %"), TableColumn.Number("must exceed"),
                    TableColumn.Number("tells from"), new("world"), new("treatment")],
                [.. verdict.Criteria.Select(one => ImmutableArray.Create(one.Id, one.Says, StudyPhrases.WordOf(one.Answer), one.Evidence,
                    one.MustExceed, one.Tells, one.World, one.Treatment))]));
        }

        blocks.Add(new Block.Paragraph(
            "A criterion holds where the whole interval lies above what it must exceed, fails where all of it lies at or below, and is "
                + "open between. \"Tells from\" is the mean that would be told from the threshold with power 80 % at this spread and "
                + "number of seeds. docs/reference/JUDGE.md says what each criterion does."));
        return new($"{report.Subject} before the judge", Summary(report), blocks.ToImmutable());
    }

    /// <summary>The verdicts on several subjects, and where each fails.</summary>
    public static ReportPage Of(IReadOnlyList<JudgeResult> results)
    {
        var reports = results.Select(result => JudgeReport.Of(result)).ToList();
        var blocks = ImmutableArray.CreateBuilder<Block>();
        blocks.Add(new Block.Table("The verdict on each commitment and distinction.",
            [new("subject"), .. reports[0].Verdicts.Select(verdict => new TableColumn($"{verdict.Id} {verdict.Name}"))],
            [.. reports.Select(report =>
                ImmutableArray.Create<string>([report.Subject, .. report.Verdicts.Select(verdict => verdict.Verdict.Words())]))]));
        foreach (var report in reports)
        {
            blocks.Add(new Block.Heading(report.Subject));
            if (report.Disqualified.Length > 0) blocks.Add(new Block.Paragraph($"Disqualified: {report.Disqualified}."));
            blocks.Add(new Block.Table("Every criterion that does not hold.",
                [new("criterion"), new("asks"), new("answer"), new("figure, 95 %"), TableColumn.Number("must exceed"), new("run"),
                    new("decision")],
                [.. report.Verdicts.SelectMany(verdict => verdict.Criteria).Where(one => one.Answer != CriterionAnswer.Holds)
                    .Select(one => ImmutableArray.Create(one.Id, one.Says, StudyPhrases.WordOf(one.Answer), one.Evidence, one.MustExceed,
                        one.Run, one.Place))]));
        }

        return new($"{reports.Count} subjects before the judge",
            $"Criteria {reports[0].Criteria}, {reports[0].Seeds} seeds of each treatment.", blocks.ToImmutable());
    }

    public static ReportPage Of(ConfusionMatrix matrix) => new("Does the judge judge?",
        $"{matrix.Subjects.Count} subjects of which it is known what they have and lack. {matrix.RefutedCells} of {matrix.LackingCells} "
            + $"lacks are refuted. "
            + (matrix.Stands ? "No lack came out demonstrated and no possession otherwise." : string.Join("; ", matrix.Problems) + "."),
        [
            new Block.Heading("Sensitivity and specificity"),
            new Block.Table("How often a commitment is demonstrated where it is, and refuted where it is lacking, with 95 % intervals.",
                [new("commitment"), TableColumn.Number("found"), new("interval"), TableColumn.Number("refuted"), new("interval"),
                    TableColumn.Number("undecided"), TableColumn.Number("passed")],
                [.. matrix.Rows.Select(row => ImmutableArray.Create(
                    row.Commitment, $"{row.Found} of {row.Have}", Range(row.Sensitivity.Lower, row.Sensitivity.Upper),
                        $"{row.Refuted} of {row.Lack}",
                    Range(row.Specificity.Lower, row.Specificity.Upper), Text(row.Undecided), Text(row.Passed)))]),
            new Block.Heading("Every subject"),
            new Block.Table("D demonstrated, R refuted, U undecided, N not measured; - lacks it, + has it.",
                [new("subject"), new("what it does"), .. Ids.Select(id => new TableColumn(id)), new("lacks")],
                [.. matrix.Subjects.Select(subject =>
                    ImmutableArray.Create<string>([subject.Name, subject.Says, .. Ids.Select(id => ConfusionMatrix.CellOf(subject, id)),
                    string.Join("; ", subject.Lacks.Select(lack => $"{lack.Key}: {lack.Value}"))]))]),
        ]);

    private static string Summary(JudgeReport report)
    {
        string Listed(CommitmentVerdict verdict) => string.Join(", ", report.Verdicts.Where(v => v.Verdict == verdict).Select(v => v.Id));
        var parts = Enum.GetValues<CommitmentVerdict>().Select(verdict => (verdict, ids: Listed(verdict)))
            .Where(part => part.ids.Length > 0).Select(part => $"{part.ids} {part.verdict.Words()}");
        string disqualified = report.Disqualified.Length > 0 ? $" Disqualified: {report.Disqualified}." : "";
        return $"{string.Join("; ", parts)}. Criteria {report.Criteria}, {report.Seeds} seeds of each treatment.{disqualified}";
    }

    private static string Range(double low, double high) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * low:0} to {100 * high:0} %");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
