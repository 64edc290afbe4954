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
    private const double Edge = 50;

    public static ReportPage Of(StudySummary summary, StudyDefinition study)
    {
        var rows = summary.Effects.Where(e => e.Workload == Effect.AllScenarios && e.Metric.Name == study.PrimaryMetric)
            .OrderBy(row => row.Difference).ToList();
        return new($"Parts of the controller on {string.Join(", ", study.Workloads)}", Verdict(rows, study),
        [
            new Block.Heading("Every arm"),
            Block.Table.Of($"{study.PrimaryMetric} against {study.Baseline}, as a share of its mean, over {study.Seeds.Length} seeds", rows,
                (Column.Text("arm"), row => row.Arm),
                (Column.Number("mean"), row => ComparisonPage.Number(row.ArmMean)),
                (Column.Number("%"), row => Percent(row.Difference)),
                (Column.Number("95 %"), row => $"{Percent(row.Interval95.Lower)} to {Percent(row.Interval95.Upper)}"),
                (Column.Number("adjusted p"), row => row.AdjustedP.ToString("0.###", CultureInfo.InvariantCulture))),
            new Block.Paragraph("More seeds narrow the intervals; --requests 0 plays the whole workload. What is within the margin counts "
                + "as no difference."),
        ])
        {
            Picture = rows.Count == 0 ? null
                : new(Chart(rows, study), $"Change of {study.PrimaryMetric} against {study.Baseline}, with its interval over seeds."),
            Next = [.. Steps(rows, study)],
        };
    }

    private static IEnumerable<NextStep> Steps(IReadOnlyList<Effect> rows, StudyDefinition study)
    {
        string line = string.Create(
            CultureInfo.InvariantCulture, $"teleo ablate --workload {study.Workloads[0]} --budget {study.Budgets[0]}");
        yield return new("Play the whole workload under more seeds.",
            $"{line} --requests 0 --seeds {4 * study.Seeds.Length} --page ablation.html");
        string[] dearest = [.. rows.Where(row => row.Arm.StartsWith(study.Baseline + "-", StringComparison.Ordinal) && row.Difference > 0)
            .OrderByDescending(row => row.Difference).Take(3).Select(row => Named(row.Arm, study))];
        if (dearest.Length > 1)
            yield return new("Take the parts that matter most away together, to see what they do to each other.",
                $"{line} --factors {string.Join(',', dearest)}");
    }

    private static string Named(string arm, StudyDefinition study) =>
        arm.StartsWith(study.Baseline + "-", StringComparison.Ordinal) ? arm[(study.Baseline.Length + 1)..] : arm;

    private static string Verdict(IReadOnlyList<Effect> rows, StudyDefinition study)
    {
        int cheaper = rows.Count(row => row.Interval95.Upper < -study.SmallestEffect),
            dearer = rows.Count(row => row.Interval95.Lower > study.SmallestEffect);
        return $"{dearer} of {rows.Count} arms cost more than {study.Baseline} beyond the margin of "
            + $"{study.SmallestEffect.ToString("P0", CultureInfo.InvariantCulture)}, "
            + $"{cheaper} cost less; no such difference is shown for the others.";
    }

    private static Figure Chart(IReadOnlyList<Effect> rows, StudyDefinition study)
    {
        var shown = EffectForest.Telling(rows, Edge)
            .Select(row => (Named(row.Arm, study), 100 * row.Difference, 100 * row.Interval95.Lower, 100 * row.Interval95.Upper)).ToList();
        string some = rows.Count > shown.Count
            ? $" The {shown.Count} largest changes within {Edge:0} % of {rows.Count}; the table has all."
            : "";
        return EffectForest.Of("ablation", $"{study.PrimaryMetric} against {study.Baseline}", 100 * study.SmallestEffect, Edge, shown,
            $"Mean over {study.Seeds.Length} seeds, paired. Ablations of {study.Baseline} stand without its name.{some}");
    }

    private static string Percent(double share) =>
        (100 * share).ToString(Math.Abs(share) < 1 ? "+0.##;-0.##;0" : "+#,0;-#,0", CultureInfo.InvariantCulture);
}
