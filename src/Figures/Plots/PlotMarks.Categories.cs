using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;
using Teleo.Figures.Drawing;
using Layout = Teleo.Figures.Drawing.Layout;

namespace Teleo.Figures.Plots;

/// <summary>Plots the marks on categories or cells.</summary>
internal sealed partial class PlotMarks
{
    /// <summary>Pixels of a heat map whose cells have unequal sides.</summary>
    private const int Raster = 600;

    private bool Sideways => Y.IsCategorical;

    private Drawing.Axis Along => Sideways ? X : Y;

    private void AddBars(Mark.Bars mark, int tone)
    {
        var beside = frame.Panel.Marks.OfType<Mark.Bars>().Where(other => !other.Overlaid).ToList();
        int place = mark.Overlaid ? -1 : beside.FindIndex(other => ReferenceEquals(other, mark));
        int count = mark.Overlaid ? 1 : Math.Max(beside.Count, 1);
        double slot = SlotPixels, group = Math.Min(0.74, 64 * count / slot), width = group / count;
        double shift = place < 0 ? 0 : -group / 2 + (place + 0.5) * width;
        bool labelled = Sideways ? slot / count >= 13 : frame.WidestBarLabel + 4 <= slot / count;

        var bars = mark.Items.Where(bar => double.IsFinite(Along.At(bar.To))).Select(bar =>
        {
            var box = new ScottPlot.Bar
            {
                Position = bar.Position + shift,
                ValueBase = Along.At(Math.Clamp(bar.From, Along.Low, Along.High)),
                Value = Along.At(bar.To),
                Size = width * 0.97,
                LineColor = Inks.Tone(theme, tone),
                LineWidth = 1,
            };
            Inks.Area(box.FillStyle, theme, tone);
            return box;
        }).ToArray();
        if (bars.Length == 0) return;
        var drawn = plot.Add.Bars(bars);
        drawn.Horizontal = Sideways;
        var intervals = mark.Items.Select(bar => (bar.Position + shift, bar.To, bar.Lower, bar.Upper));
        AddIntervals(intervals, Ink, Math.Min(4, width * slot / 4), halo: true);
        if (!labelled) return;
        foreach (var bar in mark.Items.Where(bar => bar.Label is not null && double.IsFinite(Along.At(bar.To)))) AddLabel(bar, shift);
    }

    /// <summary>Puts a bar's label beyond its end, on the side that the bar points to.</summary>
    private void AddLabel(Drawing.Bar bar, double shift)
    {
        bool rises = bar.To >= bar.From;
        double end = !double.IsFinite(bar.Upper) ? bar.To : rises ? bar.Upper : bar.Lower;
        var text = plot.Add.Text(bar.Label!, At(bar.Position + shift, end));
        Inks.Text(text.LabelStyle, Layout.TickSize, theme.Ink);
        (text.Alignment, text.OffsetX, text.OffsetY) = (Sideways, rises) switch
        {
            (true, true) => (Alignment.MiddleLeft, 5, 0),
            (true, false) => (Alignment.MiddleRight, -5, 0),
            (false, true) => (Alignment.LowerCenter, 0, -4),
            (false, false) => (Alignment.UpperCenter, 0, 4),
        };
    }

    private void AddEstimates(Mark.Estimates mark, int tone)
    {
        var all = frame.Panel.Marks.OfType<Mark.Estimates>().ToList();
        double place = all.FindIndex(other => ReferenceEquals(other, mark)) - (all.Count - 1) / 2.0;
        double shift = place * Math.Min(12 / SlotPixels, 0.7 / all.Count);
        var ink = Inks.Tone(theme, tone);
        AddIntervals(mark.Items.Select(item => (item.Position + shift, item.Value, item.Lower, item.Upper)), ink, 3, halo: false);
        foreach (var item in mark.Items.Where(item => double.IsFinite(Along.At(item.Value))))
        {
            double size = 8.4 * Math.Sqrt(Math.Clamp(item.Weight, 0.15, 6));
            double value = Math.Clamp(item.Value, Along.Low, Along.High);
            var point = plot.Add.Marker(At(item.Position + shift, value), Inks.Shape(tone), (float)size, ink);
            (point.MarkerLineWidth, point.MarkerLineColor) = (0.8f, Paper);
        }
    }

    /// <summary>Intervals about values; under a bar's a halo keeps the interval visible on dark ink.</summary>
    private void AddIntervals(
        IEnumerable<(double Position, double Value, double Lower, double Upper)> intervals, Color ink, double cap, bool halo)
    {
        var shown = intervals.Where(item => double.IsFinite(Along.At(item.Lower)) && double.IsFinite(Along.At(item.Upper))).ToList();
        if (shown.Count == 0) return;
        var at = shown.Select(item => At(item.Position, double.IsFinite(item.Value) ? item.Value : item.Lower)).ToList();
        double[] below = [.. shown.Select((item, i) => Value(at[i]) - Along.At(item.Lower))];
        double[] above = [.. shown.Select((item, i) => Along.At(item.Upper) - Value(at[i]))];
        var pens = halo ? new[] { (Paper, 3.2f), (ink, 1.3f) } : [(ink, 1.3f)];
        foreach (var (pen, width) in pens)
        {
            double[] x = [.. at.Select(point => point.X)], y = [.. at.Select(point => point.Y)], none = new double[at.Count];
            var bars = Sideways ? new ErrorBar(x, y, above, below, none, none) : new ErrorBar(x, y, none, none, above, below);
            (bars.Color, bars.LineWidth, bars.CapSize) = (pen, width, (float)cap);
            plot.Add.Plottable(bars);
        }
    }

    private void AddSpans(Mark.Spans mark)
    {
        double half = Math.Min(0.36, 9 / SlotPixels);
        foreach (var span in mark.Items)
        {
            double from = Math.Max(span.From, X.Low), to = Math.Min(span.To, X.High);
            if (!(to >= from)) continue;
            var box = plot.Add.Rectangle(X.At(from), X.At(to), span.Row - half, span.Row + half);
            int tone = keys.ToneOf(span.Kind);
            Inks.Area(box.FillStyle, theme, tone);
            (box.LineWidth, box.LineColor) = (tone % 4 == 0 ? 0 : 0.75f, Inks.Tone(theme, tone));
        }
    }

    /// <summary>Adds a heat map. It has equal cells in ScottPlot, so ours are cut into many equal ones where they are not.</summary>
    private void AddCells(Mark.Cells mark)
    {
        double[] x = [.. mark.XEdges.Select(X.At)], y = [.. mark.YEdges.Select(Y.At)];
        int columns = IsEven(x) ? x.Length - 1 : Raster, rows = IsEven(y) ? y.Length - 1 : Raster;
        double width = (x[^1] - x[0]) / columns, height = (y[^1] - y[0]) / rows;
        var values = new double[rows, columns];
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++)
                values[row, column] = mark.Values[CellOf(y, row, rows) * (x.Length - 1) + CellOf(x, column, columns)];
        var map = plot.Add.Heatmap(values);
        map.FlipVertically = !Y.IsCategorical;   // our first row is the lowest, or the top one of an axis of names
        // ScottPlot asks for the centres of the outer cells.
        map.Position = new CoordinateRect(x[0] + width / 2, x[^1] - width / 2, y[0] + height / 2, y[^1] - height / 2);
        AddMissing(mark, x, y);
        var colours = frame.ColourBar!;
        map.Colormap = new Shades(colours);
        map.ManualRange = new ScottPlot.Range(colours.Axis.Low, colours.Axis.High);
        var bar = plot.Add.ColorBar(map);
        bar.Width = (float)Layout.ColourBarWidth;
        bar.Label = PanelPlot.Plain(string.Join('\n', colours.Title));
        var ticks = colours.Axis.Labels;
        bar.Axis.TickGenerator = new NumericManual([.. ticks.Select(tick => tick.At)], [.. ticks.Select(tick => tick.Text)]);
        Inks.Text(bar.LabelStyle, Layout.LabelSize, theme.Ink);
        Inks.Text(bar.Axis.TickLabelStyle, Layout.TickSize, theme.Ink);
        bar.Axis.MajorTickStyle.Color = bar.Axis.FrameLineStyle.Color = Color.FromHex(theme.Quiet);
        bar.Axis.MinorTickStyle.Length = 0;
        bar.LabelStyle.OffsetX = 4;
    }

    /// <summary>Hatches the cells that have no value, neighbours in a row as one.</summary>
    private void AddMissing(Mark.Cells mark, double[] x, double[] y)
    {
        int columns = x.Length - 1;
        for (int row = 0; row < y.Length - 1; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                int from = column;
                while (column < columns && double.IsNaN(mark.Values[row * columns + column])) column++;
                if (column == from) continue;
                var box = plot.Add.Rectangle(x[from], x[column], y[row], y[row + 1]);
                Inks.Missing(box.FillStyle, theme);
                box.LineWidth = 0;
            }
        }
    }

    /// <summary>Tells whether all cells are equally wide; one cell alone has no width in ScottPlot and is cut into many.</summary>
    private static bool IsEven(double[] edges)
    {
        if (edges.Length < 3) return false;
        double step = (edges[^1] - edges[0]) / (edges.Length - 1);
        return Enumerable.Range(0, edges.Length).All(i => Math.Abs(edges[i] - edges[0] - i * step) <= 1e-6 * Math.Abs(step));
    }

    private static int CellOf(double[] edges, int index, int count)
    {
        if (count == edges.Length - 1) return index;
        double middle = edges[0] + (index + 0.5) / count * (edges[^1] - edges[0]);
        int cell = Array.FindIndex(edges, 1, edge => middle <= edge);
        return cell < 0 ? edges.Length - 2 : cell - 1;
    }

    private double SlotPixels => Sideways ? frame.Height / (Y.High - Y.Low) : frame.Width / (X.High - X.Low);

    private Coordinates At(double position, double value) => Sideways ? new(X.At(value), position) : new(position, Y.At(value));

    private double Value(Coordinates point) => Sideways ? point.X : point.Y;

    /// <summary>The project's own colours for numbers.</summary>
    private sealed class Shades(Drawing.ColourBar bar) : IColormap
    {
        public string Name => "teleo";

        public Color GetColor(double position) => Color.FromHex(bar.ColourAt(position));
    }
}
