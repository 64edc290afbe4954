using System.Collections.Immutable;

namespace Teleo.Figures.Drawing;

/// <summary>Draws the marks of one panel, each kind by one method.</summary>
internal sealed partial class MarkPainter(SvgCanvas canvas, Theme theme, Fills fills, Keys keys, PanelFrame frame)
{
    private const double LineWidth = 1.8;
    private const double MutedWidth = 0.9;

    private Axis X => frame.X;

    private Axis Y => frame.Y;

    public void Draw(Mark mark)
    {
        int tone = keys.ToneOf(mark.Name);
        switch (mark)
        {
            case Mark.Line line:
                DrawLine(line, tone);
                break;
            case Mark.Step step:
                DrawStep(step, tone);
                break;
            case Mark.Points points:
                DrawPoints(points.X, points.Y, tone, points.Muted, PointRadius(points.X.Length));
                break;
            case Mark.Bars bars:
                DrawBars(bars, tone);
                break;
            case Mark.Estimates estimates:
                DrawEstimates(estimates, tone);
                break;
            case Mark.Cells cells:
                DrawCells(cells);
                break;
            case Mark.Spans spans:
                DrawSpans(spans);
                break;
            case Mark.Regions regions:
                DrawRegions(regions);
                break;
            case Mark.Rule rule:
                DrawRule(rule);
                break;
        }
    }

    private void DrawLine(Mark.Line line, int tone)
    {
        if (line.Lower.Length > 0) DrawRibbon(line, tone);
        var (x, y) = (Mapped(line.X, X), Mapped(line.Y, Y));
        var path = new SvgPath();
        bool drawing = false;
        var alone = new SvgPath();
        foreach (int i in Decimation.Keep(x, y, frame.Width))
        {
            bool gap = IsGap(i);
            if (!gap && drawing) path.LineTo(x[i], y[i]);
            else if (!gap) path.MoveTo(x[i], y[i]);
            if (!gap && !drawing && (i + 1 == x.Length || IsGap(i + 1))) Markers.Append(alone, 0, x[i], y[i], LineWidth);
            drawing = !gap;
        }

        Stroke(path, tone, line.Muted);
        canvas.Fill(alone.ToString(), line.Muted ? theme.Quiet : theme.Tone(tone));   // a point between two gaps is no line, but is there
        if (line.Markers) DrawPoints(line.X, line.Y, tone, line.Muted, PointRadius(line.X.Length));

        bool IsGap(int i) => double.IsNaN(x[i]) || double.IsNaN(y[i]);
    }

    /// <summary>The band between lower and upper, thinned so that its edges keep their extremes.</summary>
    private void DrawRibbon(Mark.Line line, int tone)
    {
        var x = Mapped(line.X, X);
        var (lower, upper) = (Mapped(line.Lower, Y), Mapped(line.Upper, Y));
        var path = new SvgPath();
        for (int start = 0; start < x.Length;)
        {
            if (IsGap(start))
            {
                start++;
                continue;
            }

            int end = start;
            while (end < x.Length && !IsGap(end)) end++;
            Band(path, x.AsSpan(start, end - start), lower.AsSpan(start, end - start), upper.AsSpan(start, end - start));
            start = end;
        }

        canvas.Fill(path.ToString(), theme.Tone(tone), "fill-opacity=\"0.2\"");

        bool IsGap(int i) => double.IsNaN(x[i]) || double.IsNaN(lower[i]) || double.IsNaN(upper[i]);
    }

    private void Band(SvgPath path, Span<double> x, Span<double> lower, Span<double> upper)
    {
        var above = Decimation.Keep(x, upper, frame.Width);
        var below = Decimation.Keep(x, lower, frame.Width);
        for (int i = 0; i < above.Count; i++)
        {
            if (i == 0) path.MoveTo(x[above[i]], upper[above[i]]);
            else path.LineTo(x[above[i]], upper[above[i]]);
        }

        for (int i = below.Count - 1; i >= 0; i--) path.LineTo(x[below[i]], lower[below[i]]);
        path.Close();
    }

    private void DrawStep(Mark.Step step, int tone)
    {
        var (x, y) = (Mapped(step.X, X), Mapped(step.Y, Y));
        var path = new SvgPath();
        bool drawing = false;
        foreach (int i in Decimation.Keep(x, y, frame.Width))
        {
            if (drawing && !double.IsNaN(x[i])) path.HorizontalTo(x[i]);
            bool gap = double.IsNaN(x[i]) || double.IsNaN(y[i]);
            if (!gap && drawing) path.VerticalTo(y[i]);
            else if (!gap) path.MoveTo(x[i], y[i]);
            drawing = !gap;
        }

        Stroke(path, tone, step.Muted);
    }

    private void DrawPoints(ImmutableArray<double> xs, ImmutableArray<double> ys, int tone, bool muted, double radius)
    {
        var (x, y) = (Mapped(xs, X), Mapped(ys, Y));
        var path = new SvgPath();
        bool many = x.Length > 3000;
        var seen = new HashSet<(int, int)>();
        for (int i = 0; i < x.Length; i++)
        {
            if (double.IsNaN(x[i]) || double.IsNaN(y[i])) continue;
            if (many && !seen.Add(((int)(x[i] * 2), (int)(y[i] * 2)))) continue;   // two in one half pixel look like one
            if (many)
            {
                path.MoveTo(x[i], y[i]);
                path.Append("h0");
            }
            else
            {
                Markers.Append(path, tone, x[i], y[i], radius);
            }
        }

        string ink = muted ? theme.Quiet : theme.Tone(tone);
        if (many) canvas.Stroke(path.ToString(), ink, 2 * radius, null, "stroke-linecap=\"round\" stroke-opacity=\"0.7\"");
        else canvas.Fill(path.ToString(), ink, x.Length > 60 ? "fill-opacity=\"0.75\"" : $"stroke=\"{theme.Paper}\" stroke-width=\"0.6\"");
    }

    private void DrawRegions(Mark.Regions regions)
    {
        foreach (var region in regions.Items)
        {
            double left = X.Map(Math.Max(region.From, X.Low)), right = X.Map(Math.Min(region.To, X.High));
            if (right > left) canvas.Rect(left, 0, right - left, frame.Height, fills.Region(keys.RegionOf(region.Label)));
        }
    }

    private void DrawRule(Mark.Rule rule)
    {
        double at = rule.Across == Direction.Vertical ? X.Map(rule.At) : Y.Map(rule.At);
        if (double.IsNaN(at)) return;
        if (rule.Across == Direction.Vertical) canvas.Segment(at, 0, at, frame.Height, theme.Ink, 1, "4 3");
        else canvas.Segment(0, at, frame.Width, at, theme.Ink, 1, "4 3");
    }

    private void Stroke(SvgPath path, int tone, bool muted) => canvas.Stroke(
        path.ToString(), muted ? theme.Quiet : theme.Tone(tone), muted ? MutedWidth : LineWidth,
        muted ? null : Dash.Of(tone), "stroke-linejoin=\"round\"");

    private static double PointRadius(int count) => count switch { <= 60 => 3.6, <= 600 => 2.6, <= 3000 => 1.9, _ => 0.9 };

    private static double[] Mapped(ImmutableArray<double> values, Axis axis)
    {
        var pixels = new double[values.Length];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = axis.Map(values[i]);
        return pixels;
    }
}
