using System.Collections.Immutable;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Advice;

/// <summary>Draws an advice: the rules against today's, and demand, residency and costs over time.</summary>
internal static class AdviceFigures
{
    private const int ModelsShown = 16;
    private const int TimeBins = 120;

    /// <summary>A rule so much dearer than today's, in percent, is drawn at the edge.</summary>
    private const double Edge = 150;

    public static Figure Rules(AdviceReport report)
    {
        var rows = report.Rules.Where(row => row.ChangePercent is not null).ToList();
        var shown = rows.Take(EffectForest.MostRows).Select(row => (
            Name: $"{row.Product}: {row.Rule}", row.ChangePercent!.Value, row.Low ?? double.NaN, row.High ?? double.NaN)).ToList();
        string some = rows.Count > shown.Count ? $" The {shown.Count} cheapest of {rows.Count}; the table has all." : "";
        string today = report.Rules.First(row => row.IsToday) is var own ? $"{own.Product}: {own.Rule}" : "";
        return EffectForest.Of("advice-rules", "Waiting and loading against today's rule", 0, Edge, shown,
            $"Today's rule is {today}. On the {report.JudgedRequests:N0} requests that no tuning saw; left of the line is cheaper. "
                + $"Intervals of 95 % from a bootstrap over blocks of time.{some}");
    }

    /// <summary>Draws demand, residency under both rules, and both costs, over the whole log.</summary>
    public static Figure Time(PreparedScenario prepared, LogSplit split, Timeline recommended, Timeline today)
    {
        int[] shown = [.. Enumerable.Range(0, prepared.Counts.Length).OrderByDescending(i => prepared.Counts[i]).Take(ModelsShown)];
        ImmutableArray<string> names = [.. shown.Select(i => prepared.Run.Trace.Skills[i])];
        var rowOf = shown.Select((model, row) => (model, row)).ToDictionary(pair => pair.model, pair => pair.row);
        double end = split.EndSeconds;
        var time = new Scale.Time("Time") { From = 0, To = end };
        return new Figure("advice-time",
        [
            Demand(prepared, rowOf, names, time, end),
            Residency(recommended, rowOf, names, time) with { Title = $"Loaded under {recommended.Rule.Product}: {recommended.Rule.Text}" },
            Residency(today, rowOf, names, time) with { Title = $"Loaded under today's {today.Rule.Product}: {today.Rule.Text}" },
            Costs(split, recommended, today, time),
        ])
        {
            Width = 900,
            ShareX = true,
            Note = $"Rules were tuned left of the line. "
                + $"{(names.Length < prepared.Counts.Length ? $"The {names.Length} models asked for most." : "All models.")}"
                + (recommended.IsCut || today.IsCut ? " Loads beyond the first 20,000 are not drawn." : ""),
        };
    }

    private static Panel Demand(PreparedScenario prepared, Dictionary<int, int> rowOf, ImmutableArray<string> names, Scale time, double end)
    {
        var counts = new double[names.Length * TimeBins];
        foreach (var row in prepared.Run.Trace.Requests())
            if (rowOf.TryGetValue(row.Skill, out int at))
                counts[at * TimeBins + Math.Min(TimeBins - 1, (int)(row.ArrivalNs * 1e-9 / end * TimeBins))]++;

        // Orders of magnitude stand beside each other in most logs.
        ImmutableArray<double> values = [.. counts.Select(count => count > 0 ? Math.Log10(count) : double.NaN)];
        ImmutableArray<double> xEdges = [.. Enumerable.Range(0, TimeBins + 1).Select(i => end * i / TimeBins)];
        ImmutableArray<double> yEdges = [.. Enumerable.Range(0, names.Length + 1).Select(i => i - 0.5)];
        return new Panel(
            time, new Scale.Categories("", names), [new Mark.Cells(xEdges, yEdges, values, new ColourScale("Requests, power of ten"))])
        {
            Title = "Requests",
        };
    }

    private static Panel Residency(Timeline timeline, Dictionary<int, int> rowOf, ImmutableArray<string> names, Scale time) =>
        Charts.Residency(
            names, timeline.Spans.Where(span => rowOf.ContainsKey(span.Row)).Select(span => span with { Row = rowOf[span.Row] }), time);

    private static Panel Costs(LogSplit split, Timeline recommended, Timeline today, Scale time)
    {
        double[] at = [.. Enumerable.Range(0, LogSplit.Blocks).Select(i => split.EndSeconds * (i + 0.5) / LogSplit.Blocks)];
        Mark Line(Timeline timeline, string name)
        {
            var steps = timeline.CostCurve.Select((cost, i) => cost - (i > 0 ? timeline.CostCurve[i - 1] : 0));
            return new Mark.Line([.. at], [.. steps]) { Name = name };
        }

        string block = LogReport.Span(split.EndSeconds / LogSplit.Blocks);
        return new Panel(time, new Scale.Linear("Waiting and loading", $"s per {block}") { Zero = true },
        [
            Line(today, "today's"), Line(recommended, "recommended"),
                new Mark.Rule(Direction.Vertical, split.Seconds, "tuned before, judged after"),
        ]);
    }
}
