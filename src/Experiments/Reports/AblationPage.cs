using System.Collections.Immutable;
using System.Globalization;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Studies;
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
        var blocks = ImmutableArray.CreateBuilder<Block>();
        blocks.Add(new Block.Heading("Ablation"));
        if (rows.Count > 0) blocks.Add(
            new Block.Drawing(
            Chart(rows, study), $"Change of {study.PrimaryMetric} against {study.Baseline}, with its interval over seeds."));
        blocks.Add(new Block.Table(
            $"{study.PrimaryMetric} against {study.Baseline}, as a share of its mean, over {study.Seeds.Length} seeds",
            [new("arm"), TableColumn.Number("mean"), TableColumn.Number("%"), TableColumn.Number("95 %"), TableColumn.Number("adjusted p")],
            [.. rows.Select(row => (ImmutableArray<string>)
            [
                row.Arm, ComparisonPage.Number(row.ArmMean), Percent(row.Difference),
                    $"{Percent(row.Interval95.Lower)} to {Percent(row.Interval95.Upper)}",
                row.AdjustedP.ToString("0.###", CultureInfo.InvariantCulture),
            ])]));
        blocks.Add(new Block.Heading("How to decide more"));
        blocks.Add(new Block.Paragraph(
            "More --seeds narrow the intervals; --requests 0 plays the whole workload. What is within the margin of interest is no "
                + "difference."));
        return new ReportPage(
            $"Parts of the controller on {string.Join(", ", study.Workloads)}", Verdict(rows, study), blocks.ToImmutable());
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
