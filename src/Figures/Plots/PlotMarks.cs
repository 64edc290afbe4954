using System.Collections.Immutable;
using ScottPlot;
using ScottPlot.Plottables;
using Teleo.Figures.Drawing;

namespace Teleo.Figures.Plots;

/// <summary>Adds the marks of one panel to a plot, each kind by one method.</summary>
internal sealed partial class PlotMarks(Plot plot, PanelFrame frame, Keys keys, Theme theme)
{
    private const float LineWidth = 1.8f;
    private const float MutedWidth = 0.9f;

    private Drawing.Axis X => frame.X;

    private Drawing.Axis Y => frame.Y;

    private Color Paper => Color.FromHex(theme.Paper);

    private Color Ink => Color.FromHex(theme.Ink);

    public void Add(Mark mark)
    {
        int tone = keys.ToneOf(mark.Name);
        switch (mark)
        {
            case Mark.Line line:
                AddLine(line, tone);
                break;
            case Mark.Step step:
                AddSeries(step.X, step.Y, tone, step.Muted).ConnectStyle = ConnectStyle.StepHorizontal;
                break;
            case Mark.Points points:
                AddPoints(points.X, points.Y, tone, points.Muted);
                break;
            case Mark.Bars bars:
                AddBars(bars, tone);
                break;
            case Mark.Estimates estimates:
                AddEstimates(estimates, tone);
                break;
            case Mark.Cells cells:
                AddCells(cells);
                break;
            case Mark.Spans spans:
                AddSpans(spans);
                break;
            case Mark.Regions regions:
                foreach (var region in regions.Items)
                {
                    var area = plot.Add.HorizontalSpan(X.At(Math.Max(region.From, X.Low)), X.At(Math.Min(region.To, X.High)));
                    Inks.Region(area.FillStyle, theme, keys.RegionOf(region.Label));
                    area.LineWidth = 0;
                }

                break;
            case Mark.Rule { Across: Direction.Vertical } rule:
                plot.Add.VerticalLine(X.At(rule.At), 1, Ink, Inks.Rule);
                break;
            case Mark.Rule rule:
                plot.Add.HorizontalLine(Y.At(rule.At), 1, Ink, Inks.Rule);
                break;
        }
    }

    private void AddLine(Mark.Line line, int tone)
    {
        if (line.Lower.Length > 0) AddRibbon(line, tone);
        AddSeries(line.X, line.Y, tone, line.Muted);
        if (line.Markers) AddPoints(line.X, line.Y, tone, line.Muted);
        else AddPoints(line.X, Alone(line), tone, line.Muted, LineWidth);
    }

    /// <summary>A point between two gaps is no line, but is there.</summary>
    private static ImmutableArray<double> Alone(Mark.Line line)
    {
        bool IsGap(int i) => i < 0 || i >= line.X.Length || double.IsNaN(line.X[i]) || double.IsNaN(line.Y[i]);
        return [.. line.Y.Select((y, i) => IsGap(i - 1) && IsGap(i + 1) ? y : double.NaN)];
    }

    private void AddRibbon(Mark.Line line, int tone)
    {
        bool IsGap(int i) => double.IsNaN(X.At(line.X[i]) + Y.At(line.Lower[i]) + Y.At(line.Upper[i]));
        for (int start = 0; start < line.X.Length;)
        {
            int end = start;
            while (end < line.X.Length && !IsGap(end)) end++;
            if (end > start + 1)
            {
                var run = Enumerable.Range(start, end - start).ToList();
                double[] x = [.. run.Select(i => X.At(line.X[i]))];
                var band = plot.Add.FillY(x, [.. run.Select(i => Y.At(line.Lower[i]))], [.. run.Select(i => Y.At(line.Upper[i]))]);
                (band.FillColor, band.LineWidth, band.MarkerSize) = (Inks.Tone(theme, tone).WithAlpha(0.2), 0, 0);
            }

            start = Math.Max(end, start + 1);
        }
    }

    private Scatter AddSeries(ImmutableArray<double> x, ImmutableArray<double> y, int tone, bool muted)
    {
        var series = plot.Add.ScatterLine(x.Select(X.At).ToArray(), y.Select(Y.At).ToArray(), Inks.Of(theme, tone, muted));
        (series.LineWidth, series.LinePattern) = (muted ? MutedWidth : LineWidth, muted ? LinePattern.Solid : Inks.Pattern(tone));
        return series;
    }

    private void AddPoints(ImmutableArray<double> x, ImmutableArray<double> y, int tone, bool muted, double radius = 0)
    {
        var shown = x.Zip(y, (at, value) => new Coordinates(X.At(at), Y.At(value)))
            .Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).ToArray();
        if (shown.Length == 0) return;
        if (radius == 0) radius = x.Length switch { <= 60 => 3.6, <= 600 => 2.6, <= 3000 => 1.9, _ => 0.9 };
        var points = plot.Add.Markers(shown, Inks.Shape(tone), (float)(2 * radius), Inks.Of(theme, tone, muted));
        if (x.Length <= 60) (points.MarkerLineWidth, points.MarkerLineColor) = (0.6f, Paper);
    }
}
