using System.Collections.Immutable;
using Teleo.Experiments.Tables;
using Teleo.Experiments.TimeSeries;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Phases;

/// <summary>Draws and writes a diagnosis.</summary>
internal static class DiagnosisFigures
{
    public static IEnumerable<Figure> Of(PhaseDiagnosis diagnosis, IReadOnlyList<PhaseRecorder.PhaseTick> ticks, string title)
    {
        var drawn = diagnosis.Series.Where(series => !series.IsConstant).ToList();
        if (drawn.Count == 0) yield break;
        yield return new Figure("phase-series", [.. drawn.Select(series => SeriesPanel(series, Phases(diagnosis.Labels, ticks)))])
        {
            ShareX = true,
            Title = title,
            Note =
                $"Shaded: windows labelled by criteria {diagnosis.Labels.CriteriaVersion}; unshaded ones are ambiguous. Upright lines: "
                    + "changes of level (PELT).",
        };
        yield return new Figure("phase-warnings", [.. drawn.Select(WarningPanel)])
        {
            Columns = 2,
            Title = title,
            Note =
                "Of what detrending leaves, over windows of half the run. p: share of surrogates in which both rise as steadily, "
                    + "adjusted for the number of series.",
        };
    }

    public static string Csv(IReadOnlyList<PhaseRecorder.PhaseTick> ticks) => CsvText.Of(
        ["seconds", "loss", "memory_in_use", "demand_covered", "growth", "reorganising", "no_op", "energy", "gain", "upkeep", "overlap",
            "imbalance", "reserved"],
        ticks.Select(t => (object?[])[.. new[]
        {
            t.Seconds, t.Loss, t.MemoryInUse, t.DemandCovered, t.Growth, t.Reorganising, t.NoOp, t.Energy, t.Gain, t.Upkeep, t.Overlap,
            t.Imbalance, t.Reserved,
        }.Select(CsvText.Named)]));

    private static Panel SeriesPanel(SeriesDiagnosis series, ImmutableArray<Region> phases)
    {
        var (_, label, unit, _) = PhaseDiagnosis.Chosen.First(chosen => chosen.Id == series.Id);
        List<Mark> marks = phases.IsEmpty ? [] : [new Mark.Regions(phases)];
        marks.Add(new Mark.Line([.. series.Seconds], [.. series.Values]));
        marks.AddRange(series.Breaks.Select(at => new Mark.Rule(Direction.Vertical, at, "")));
        return new(new Scale.Time("Time"), new Scale.Linear(series.Id == "energy" ? label : series.Id, unit), [.. marks])
        {
            Title = label,
            Height = 110
        };
    }

    private static Panel WarningPanel(SeriesDiagnosis series)
    {
        var indicators = series.Warning!.Indicators;
        ImmutableArray<double> time = [.. series.Seconds.Skip(indicators.Window - 1)];
        double whole = Teleo.Pool.Samples.Sample.Variance(indicators.Residuals);
        return new(new Scale.Time("Time"), new Scale.Linear("Indicator"),
        [
            new Mark.Line(time, [.. indicators.Variance.Select(v => v / whole)]) { Name = "variance, as a share of the whole run's" },
            new Mark.Line(time, [.. indicators.LagOne]) { Name = "lag-1 autocorrelation" },
        ])
        { Title = FormattableString.Invariant($"{series.Id}: p = {series.AdjustedWarningP:0.000}"), Height = 130 };
    }

    /// <summary>Windows in a row with one label make one region.</summary>
    private static ImmutableArray<Region> Phases(PhaseLabels labels, IReadOnlyList<PhaseRecorder.PhaseTick> ticks)
    {
        var regions = new List<(Phase Phase, Region Region)>();
        for (int i = 0; i < labels.Labels.Length; i++)
        {
            if (labels.Labels[i] == Phase.Ambiguous) continue;
            double from = ticks[i * labels.Window].Seconds, to = ticks[Math.Min(ticks.Count - 1, (i + 1) * labels.Window)].Seconds;
            if (regions.Count > 0 && regions[^1].Phase == labels.Labels[i] && regions[^1].Region.To >= from)
                regions[^1] = (labels.Labels[i], regions[^1].Region with { To = to });
            else regions.Add((labels.Labels[i], new Region(from, to, Word(labels.Labels[i]))));
        }

        return [.. regions.Select(r => r.Region)];
    }

    public static string Word(Phase phase) => phase switch
    {
        Phase.UnderStructuring => "under-structuring",
        Phase.TeleodynamicGrowth => "growth",
        Phase.OverStructuring => "over-structuring",
        _ => "ambiguous",
    };
}
