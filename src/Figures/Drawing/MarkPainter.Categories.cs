namespace Teleo.Figures.Drawing;

/// <summary>Paints the marks on categories or cells.</summary>
internal sealed partial class MarkPainter
{
    private bool Sideways => Y.IsCategorical;

    private Axis Along => Sideways ? X : Y;

    private Axis Across => Sideways ? Y : X;

    /// <summary>Pixels from one category to the next.</summary>
    private double Slot => Math.Abs(Across.Map(1) - Across.Map(0));

    private void DrawBars(Mark.Bars bars, int tone)
    {
        var beside = frame.Panel.Marks.OfType<Mark.Bars>().Where(other => !other.Overlaid).ToList();
        int place = bars.Overlaid ? -1 : beside.FindIndex(other => ReferenceEquals(other, bars));
        int count = bars.Overlaid ? 1 : Math.Max(beside.Count, 1);
        double group = Math.Min(0.74 * Slot, 64 * count), width = group / count;
        double shift = place < 0 ? -group / 2 : -group / 2 + place * width;
        bool labelled = LabelsFit();

        foreach (var bar in bars.Items)
        {
            double from = Along.Map(Math.Clamp(bar.From, Along.Low, Along.High)), to = Along.Map(bar.To),
                side = Across.Map(bar.Position) + shift;
            if (double.IsNaN(from) || double.IsNaN(to) || double.IsNaN(side)) continue;
            Box(side + 0.5, width - 1, Math.Min(from, to), Math.Abs(to - from), fills.Area(tone), theme.Tone(tone));
            Interval(side + width / 2, bar.Lower, bar.Upper, theme.Ink, Math.Min(4, width / 4));
            if (labelled && bar.Label is { } label) BarLabel(bar, label, side + width / 2, to, from);
        }
    }

    /// <summary>Labels are all shown or none: a figure in which some are missing misleads.</summary>
    private bool LabelsFit()
    {
        int beside = Math.Max(1, frame.Panel.Marks.OfType<Mark.Bars>().Count(mark => !mark.Overlaid));
        return Sideways ? Slot / beside >= 13 : frame.WidestBarLabel + 4 <= Slot / beside;
    }

    private void BarLabel(Bar bar, string label, double middle, double to, double from)
    {
        double end = double.IsFinite(bar.Upper) ? Along.Map(bar.To >= bar.From ? bar.Upper : bar.Lower) : to;
        if (Sideways)
        {
            bool right = to >= from;
            canvas.Text(end + (right ? 5 : -5), middle + 4, label, new(Layout.TickSize, theme.Ink, right ? Anchor.Start : Anchor.End));
        }
        else
        {
            bool up = to <= from;
            canvas.Text(middle, up ? end - 5 : end + 13, label, new(Layout.TickSize, theme.Ink, Anchor.Middle));
        }
    }

    private void DrawEstimates(Mark.Estimates estimates, int tone)
    {
        var all = frame.Panel.Marks.OfType<Mark.Estimates>().ToList();
        int place = all.FindIndex(other => ReferenceEquals(other, estimates));
        double shift = (place - (all.Count - 1) / 2.0) * Math.Min(12, 0.7 * Slot / all.Count);
        var path = new SvgPath();
        foreach (var item in estimates.Items)
        {
            double side = Across.Map(item.Position) + shift, at = Along.Map(Math.Clamp(item.Value, Along.Low, Along.High));
            Interval(side, item.Lower, item.Upper, theme.Tone(tone), 3);
            if (double.IsNaN(at) || double.IsNaN(side)) continue;
            double radius = 4.2 * Math.Sqrt(Math.Clamp(item.Weight, 0.15, 6));
            Markers.Append(path, tone, Sideways ? at : side, Sideways ? side : at, Math.Min(radius, 0.45 * Slot));
        }

        canvas.Fill(path.ToString(), theme.Tone(tone), $"stroke=\"{theme.Paper}\" stroke-width=\"0.8\"");
    }

    private void Interval(double side, double lower, double upper, string ink, double cap)
    {
        double low = Along.Map(Math.Max(lower, Along.Low)), high = Along.Map(Math.Min(upper, Along.High));
        if (double.IsNaN(low) || double.IsNaN(high)) return;
        foreach (var (pen, width) in new[] { (theme.Paper, 3.2), (ink, 1.3) })   // a halo keeps it visible on a dark bar
        {
            Segment(side, low, side, high, pen, width);
            if (lower >= Along.Low) Segment(side - cap, low, side + cap, low, pen, width);
            if (upper <= Along.High) Segment(side - cap, high, side + cap, high, pen, width);
        }
    }

    private void DrawCells(Mark.Cells cells)
    {
        var bar = frame.ColourBar!;
        int columns = cells.XEdges.Length - 1, rows = cells.YEdges.Length - 1;
        var shades = new SortedDictionary<int, SvgPath>();
        for (int row = 0; row < rows; row++)
        {
            double top = Y.Map(cells.YEdges[row + 1]), bottom = Y.Map(cells.YEdges[row]);
            for (int start = 0; start < columns;)
            {
                int shade = ShadeAt(row, start), end = start + 1;
                while (end < columns && ShadeAt(row, end) == shade) end++;
                double left = X.Map(cells.XEdges[start]), right = X.Map(cells.XEdges[end]);
                if (!double.IsNaN(left + right + top + bottom))
                {
                    if (!shades.TryGetValue(shade, out var path)) shades.Add(shade, path = new SvgPath());
                    path.Box(left, Math.Min(top, bottom), right - left, Math.Abs(bottom - top));
                }

                start = end;
            }
        }

        foreach (var (shade, path) in shades)
            canvas.Fill(path.ToString(), shade < 0 ? fills.Missing() : bar.ColourOf(shade), "shape-rendering=\"crispEdges\"");

        int ShadeAt(int row, int column)
        {
            double value = cells.Values[row * columns + column];
            return double.IsFinite(value) ? bar.ShadeOf(value) : -1;
        }
    }

    private void DrawSpans(Mark.Spans spans)
    {
        double height = Math.Min(0.72 * Slot, 18);
        foreach (var kind in spans.Items.GroupBy(span => span.Kind))
        {
            int tone = keys.ToneOf(kind.Key);
            var path = new SvgPath();
            foreach (var (left, width, middle) in Pieces(kind)) path.Box(left, middle - height / 2, width, height);
            canvas.Fill(path.ToString(), fills.Area(tone), tone % 4 == 0 ? null : $"stroke=\"{theme.Tone(tone)}\" stroke-width=\"0.75\"");
        }
    }

    /// <summary>
    /// Returns spans in pixels; those of one row that are closer than half a pixel are joined, so that the width limits their number.
    /// </summary>
    private List<(double Left, double Width, double Middle)> Pieces(IEnumerable<Span> spans)
    {
        var pieces = new List<(double Left, double Width, double Middle)>();
        foreach (var row in spans.GroupBy(span => span.Row).OrderBy(row => row.Key))
        {
            double left = double.NaN, right = double.NaN, middle = Y.Map(row.Key);
            foreach (var span in row.OrderBy(span => span.From))
            {
                double from = X.Map(Math.Max(span.From, X.Low)), to = X.Map(Math.Min(span.To, X.High));
                if (!(to >= from)) continue;
                if (from - right < 0.5)
                {
                    right = Math.Max(right, to);
                    continue;
                }

                if (!double.IsNaN(left)) pieces.Add((left, Math.Max(0.5, right - left), middle));
                (left, right) = (from, to);
            }

            if (!double.IsNaN(left)) pieces.Add((left, Math.Max(0.5, right - left), middle));
        }

        return pieces;
    }

    private void Box(double side, double thickness, double start, double length, string fill, string ink)
    {
        string more = fill.StartsWith("url", StringComparison.Ordinal) ? $"stroke=\"{ink}\" stroke-width=\"1\"" : "";
        if (Sideways) canvas.Rect(start, side, length, thickness, fill, more);
        else canvas.Rect(side, start, thickness, length, fill, more);
    }

    private void Segment(double side1, double along1, double side2, double along2, string ink, double width)
    {
        if (Sideways) canvas.Segment(along1, side1, along2, side2, ink, width);
        else canvas.Segment(side1, along1, side2, along2, ink, width);
    }
}
