using Teleo.Experiments.Falsification;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Studies;
using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Studies;

/// <summary>Prints a study's results: effects first, then claims with their verdicts.</summary>
internal static class StudyTexts
{
    /// <summary>The primary metric, over all scenarios, one line per arm, best first.</summary>
    public static void Effects(CommandContext context, StudySummary summary)
    {
        var study = summary.Results.Study;
        var rows = summary.Effects.Where(e => e.Workload == Effect.AllScenarios && e.Metric.Name == study.PrimaryMetric).ToList();
        int better = rows.Count > 0 ? rows[0].Metric.Better : 0;
        context.Line($"{study.PrimaryMetric} against {study.Baseline}, as a share of its mean, {study.Seeds.Length} seeds, "
            + $"{StudyPhrases.Counted(study.Workloads.Length * study.Budgets.Length, "scenario")}; margin {study.SmallestEffect:P0}");
        context.Write(Table.Of(rows.OrderBy(row => -better * row.Difference),
            (Column.Word("arm"), row => row.Arm),
            (Column.Number("mean"), row => StudyPhrases.Short(row.ArmMean)),
            (Column.Number("difference"), row => StudyPhrases.Signed(row.Difference)),
            (Column.Number("95 % interval"), row => StudyPhrases.Range(row.Interval95)),
            (Column.Number("adj. p"), row => StudyPhrases.P(row.AdjustedP)),
            (Column.Word("the arm is"), row => StudyPhrases.Word(row))));
        if (summary.Results.FailedRuns > 0) context.Line($"{summary.Results.FailedRuns} of {summary.Results.Runs.Length} runs failed");
    }

    /// <summary>Prints the contributions of the crossed components, where a study crosses any.</summary>
    public static void Contributions(CommandContext context, StudySummary summary)
    {
        if (summary.Results.Study.Factors.IsEmpty) return;
        context.Line();
        context.Line(
            $"what having a component changes of {summary.Results.Study.PrimaryMetric}, as a share of the baseline's mean; components "
                + "are named by the ablations that take them away");
        context.Write(Table.Of(FactorRow.Of(summary.Results).Where(row => row.Kind != "effect"),
            (Column.Word("kind"), row => row.Kind),
            (Column.Text("components"), row => row.Components),
            (Column.Number("contribution"), row => StudyPhrases.Signed(row.Contribution)),
            (Column.Number("95 % interval"), row => StudyPhrases.Range(row.Interval95))));
    }

    public static void Verdicts(CommandContext context, StudySummary summary)
    {
        context.Line(summary.Standing.ToString());
        foreach (var judged in summary.Judged)
        {
            context.Line($"{judged.Id,-3} {context.Terminal.Bold(judged.Verdict.ToString().ToLowerInvariant())}: {judged.Claim}");
            context.Paragraph($"{Capital(judged.Kind)}, {judged.Effect.Arm}: {judged.Reason}", 9);
        }

        foreach (var control in summary.SelfControls)
            context.Line($"{control.Id} {context.Terminal.Bold(control.Holds ? "holds" : "fails")}: {control.Says}: {control.Evidence}");
        Commitments(context, summary.Commitments, isDetailed: false);
    }

    /// <summary>Each commitment with the criteria that made its verdict, or with all of them.</summary>
    public static void Commitments(CommandContext context, IEnumerable<CommitmentResult> results, bool isDetailed)
    {
        foreach (var result in results)
        {
            context.Line(
                $"{result.Commitment.Id,-3} {context.Terminal.Bold(result.Verdict.Words())}: {result.Commitment.Name}, "
                    + $"{result.Commitment.Says}");
            foreach (var (criterion, finding) in result.Findings.Where(
                f => isDetailed || (f.Finding.Answer == result.Decisive && f.Finding.Answer != CriterionAnswer.Holds)))
            {
                string falsifier = criterion.Falsifier.Length > 0 && finding.Answer == CriterionAnswer.Fails
                    ? $", falsifier {criterion.Falsifier}"
                    : "";
                context.Paragraph($"{criterion.Id} {StudyPhrases.WordOf(finding.Answer)}{falsifier}: {criterion.Says}", 4);
                context.Paragraph(finding.Evidence, 9);
            }
        }
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
