namespace Teleo.Figures.Drawing;

/// <summary>The names of a figure with their swatches, in rows above the panels.</summary>
internal sealed class Legend
{
    private const double SwatchWidth = 26;
    private const double RowStep = 18;

    private readonly List<(Key Key, double X, int Row, string Text)> _entries = [];
    private readonly int _rows;

    public Legend(Keys keys, double width)
    {
        double x = 0;
        int row = 0;
        foreach (var key in keys.InOrder)
        {
            string text = FontMetrics.Shorten(key.Name, Layout.TickSize, width - SwatchWidth - 6);
            double length = SwatchWidth + 6 + FontMetrics.Width(text, Layout.TickSize) + 18;
            if (x > 0 && x + length - 18 > width) (x, row) = (0, row + 1);
            _entries.Add((key, x, row, text));
            x += length;
        }

        _rows = _entries.Count == 0 ? 0 : row + 1;
    }

    public double Height => _rows == 0 ? 0 : _rows * RowStep + 4;

    public void Draw(SvgCanvas canvas, double left, double top, Theme theme, Fills fills)
    {
        foreach (var (key, x, row, text) in _entries)
        {
            double middle = top + row * RowStep + 8;
            DrawSwatch(canvas, key, left + x, middle, theme, fills);
            canvas.Text(left + x + SwatchWidth + 6, middle + 4, text, new(Layout.TickSize, theme.Ink));
        }
    }

    private static void DrawSwatch(SvgCanvas canvas, Key key, double x, double middle, Theme theme, Fills fills)
    {
        string ink = theme.Tone(key.Tone);
        switch (key.Swatch)
        {
            case Swatch.Point:
                var path = new SvgPath();
                Markers.Append(path, key.Tone, x + SwatchWidth / 2, middle, 4);
                canvas.Fill(path.ToString(), ink);
                break;
            case Swatch.Area:
                canvas.Rect(x + 4, middle - 6, SwatchWidth - 8, 12, fills.Area(key.Tone), $"stroke=\"{ink}\" stroke-width=\"0.75\"");
                break;
            case Swatch.Region:
                canvas.Rect(x + 4, middle - 6, SwatchWidth - 8, 12, fills.Region(key.Tone), $"stroke=\"{theme.Grid}\" stroke-width=\"1\"");
                break;
            default:
                if (key.Swatch == Swatch.Ribbon) canvas.Rect(x, middle - 6, SwatchWidth, 12, ink, "fill-opacity=\"0.2\"");
                canvas.Segment(x, middle, x + SwatchWidth, middle, ink, 1.8, Dash.Of(key.Tone));
                break;
        }
    }
}
