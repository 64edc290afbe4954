using System.Globalization;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Studies;
using Teleo.Experiments.Tables;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>Writes the page of an ablation: the value of every part of the controller, and the main rivals.</summary>
internal static class AblationPage
{
    /// <summary>An arm further from the baseline than this many percent is drawn at the edge.</summary>
    private const double Clip = 50;

    public static ReportPage Of(StudySummary summary, StudyDefinition study)
    {
        var rows = summary.Effects.Where(e => e.Workload == Effect.AllScenarios && e.Metric.Name == study.PrimaryMetric)
            .OrderBy(row => row.Difference).ToList();
        string drawn = $"Change of {study.PrimaryMetric} against {study.Baseline}, with its interval over seeds.";
        return new($"Parts of the controller on {string.Join(", ", study.Workloads)}", Verdict(rows, study),
        [
            new Block.Heading("Ablation"),
            .. Block.If(rows.Count > 0, () => new Block.Drawing(Chart(rows, study), drawn)),
            Block.Table.Of($"{study.PrimaryMetric} against {study.Baseline}, as a share of its mean, over {study.Seeds.Length} seeds", rows,
                (Column.Text("arm"), row => row.Arm),
                (Column.Number("mean"), row => ComparisonPage.Number(row.ArmMean)),
                (Column.Number("%"), row => Percent(row.Difference)),
                (Column.Number("95 %"), row => $"{Percent(row.Interval95.Lower)} to {Percent(row.Interval95.Upper)}"),
                (Column.Number("adjusted p"), row => row.AdjustedP.ToString("0.###", CultureInfo.InvariantCulture))),
            new Block.Heading("How to decide more"),
            new Block.Paragraph("More --seeds narrow the intervals; --requests 0 plays the whole workload. What is within the margin of "
                + "interest is no difference."),
        ]);
    }

    private static string Verdict(IReadOnlyList<Effect> rows, StudyDefinition study)
    {
        int cheaper = rows.Count(row => row.Interval95.Upper < -study.SmallestEffect),
            dearer = rows.Count(row => row.Interval95.Lower > study.SmallestEffect);
        return $"{dearer} of {rows.Count} arms cost more than {study.Baseline} beyond the margin of "
            + $"{study.SmallestEffect.ToString("P0", CultureInfo.InvariantCulture)}, "
            + $"{cheaper} cost less; for the others no such difference is shown.";
    }

    private static Figure Chart(IReadOnlyList<Effect> rows, StudyDefinition study)
    {
        double Clipped(double share) => Math.Clamp(100 * share, -Clip, Clip);
        string prefix = study.Baseline + "-";
        string Named(string arm) => arm.StartsWith(prefix, StringComparison.Ordinal) ? arm[prefix.Length..] : arm;
        return Charts.Forest("ablation", new Scale.Linear($"{study.PrimaryMetric} against {study.Baseline}", "%"), 0,
            [.. rows.Select(row => (
                Math.Abs(100 * row.Difference) > Clip ? $"{Named(row.Arm)} ({Percent(row.Difference)} %)" : Named(row.Arm),
                Clipped(row.Difference), Clipped(row.Interval95.Lower), Clipped(row.Interval95.Upper)))]) with
        {
            Width = 900,
            Note = $"Mean over {study.Seeds.Length} seeds, paired. Ablations of {study.Baseline} stand without its name. "
                + $"Arms beyond {Clip:0} % are drawn at the edge, their change in brackets.",
        };
    }

    private static string Percent(double share) => (100 * share).ToString("+0.##;-0.##;0", CultureInfo.InvariantCulture);
}
