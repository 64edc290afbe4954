using System.Collections.Immutable;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Sweeps;

/// <summary>Draws the trial of early warnings.</summary>
internal static class WarningFigures
{
    /// <summary>The two branches, one ramp with its two controls, and the curves of the scores.</summary>
    public static IEnumerable<Figure> Of(ImmutableArray<FoldPoint> fold, WarningResult result, string title)
    {
        yield return Figure.Of("warn-fold", new Scale.Logarithmic("Load", "× rate of the workload"),
            new Scale.Linear("Runs that end in a storm, share") { From = -0.05, To = 1.05 },
            new Mark.Line([.. fold.Select(point => point.Load)], [.. fold.Select(point => point.FromQuiet / (double)point.Seeds)])
            {
                Name = "began quietly",
                Markers = true,
            },
            new Mark.Line([.. fold.Select(point => point.Load)], [.. fold.Select(point => point.FromBurst / (double)point.Seeds)])
            {
                Name = "began with a burst",
                Markers = true,
            }) with
        {
            Title = title,
            Note = $"{fold[0].Seeds} runs a point. Where the two differ the end depends on the beginning: two states at one load.",
        };
        int shown = Array.FindIndex(result.Ramps, run => double.IsFinite(run.TipSeconds));
        if (shown < 0) yield break;
        double tip = result.Ramps[shown].TipSeconds / 60;
        yield return Figure.Of("warn-run", new Scale.Linear("Time", "min"), new Scale.Logarithmic("Requests in the pool, and one"),
            LineOf("ramp, clients repeat", result.Ramps[shown]), LineOf("ramp, clients never repeat", result.Quiet[shown]),
            LineOf("steady load, clients repeat", result.Steady[shown]), new Mark.Rule(Direction.Vertical, tip, "tip")) with
        {
            Title = title,
            Note = "One seed under its three conditions.",
        };
        if (result.Curves.IsEmpty) yield break;
        yield return new Figure("warn-roc",
        [
            RocPanel("Ramps that tip against steady loads", result.Curves.Select(curve => (curve.Score, curve.AgainstSteady))),
            RocPanel("Ramps that tip against ramps that cannot", result.Curves.Select(curve => (curve.Score, curve.AgainstRamp))),
        ])
        {
            Columns = 2,
            Title = title,
            Note = $"{result.Compared} runs of each kind, each up to a minute before the tip. On the diagonal a score knows nothing.",
        };
    }

    private static Mark.Line LineOf(string name, StormRun run) =>
        new([.. run.Present.Select((_, i) => (i + 1) * StormRun.SampleSeconds / 60)],
            [.. run.Present.Select(present => present + 1)])
        {
            Name = name,
        };

    private static Panel RocPanel(string title, IEnumerable<(string Score, Teleo.Experiments.Statistics.Roc Roc)> curves) =>
        new(new Scale.Linear("Share of false alarms") { From = 0, To = 1 },
            new Scale.Linear("Share of tips warned of") { From = 0, To = 1 },
            [new Mark.Line([0, 1], [0, 1]) { Muted = true },
                .. curves.Select(one => (Mark)new Mark.Line([.. one.Roc.FalseShare], [.. one.Roc.TrueShare]) { Name = one.Score })])
        {
            Title = title,
            Height = 260,
        };
}
