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
        foreach (var verdict in report.Verdicts)
        {
            blocks.Add(new Block.Heading($"{verdict.Id} {verdict.Name}: {verdict.Verdict}"));
            if (verdict.Note.Length > 0) blocks.Add(new Block.Paragraph(verdict.Note));
            blocks.Add(
                new Block.Table(
                    $"The criteria of {verdict.Id}; the last columns name the run and the decision that speak most against one that fails.",
                [new("criterion"), new("asks"), new("answer"), new("figure"), TableColumn.Number("detectable"), new("world"),
                    new("treatment"), TableColumn.Number("seed"), TableColumn.Number("decision")],
                [.. verdict.Criteria.Select(Row)]));
        }

        blocks.Add(new Block.Paragraph(
            "Detectable is the mean that would be told from the threshold with power 80 % at this spread and number of seeds. "
                + "docs/JUDGE.md says what each criterion does."));
        return new($"{report.Subject} before the judge", Summary(report), blocks.ToImmutable());
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
            .Where(part => part.ids.Length > 0).Select(part => $"{part.verdict}: {part.ids}");
        string disqualified = report.Disqualified.Length > 0 ? $" Disqualified: {report.Disqualified}." : "";
        return $"{string.Join(". ", parts)}. Criteria {report.Criteria}, {report.Seeds} seeds of each treatment.{disqualified}";
    }

    private static ImmutableArray<string> Row(ReportedCriterion one) =>
    [
        one.Id, one.Says, StudyPhrases.WordOf(one.Answer), one.Evidence, one.Detectable is { } detectable
            ? detectable.ToString("0.###", CultureInfo.InvariantCulture) : "-", one.World, one.Treatment,
        one.Answer == CriterionAnswer.Fails && one.Seed is { } seed ? seed.ToString(CultureInfo.InvariantCulture) : "",
            one.Decision?.ToString(CultureInfo.InvariantCulture) ?? "",
    ];

    private static string Range(double low, double high) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * low:0} to {100 * high:0} %");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
