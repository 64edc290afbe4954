namespace Teleo.Figures.Drawing;

/// <summary>The scale of a heat map: the colour of each value, and its colour bar.</summary>
internal sealed class ColourBar
{
    private const int Shades = 128;

    private readonly double? _centre;

    public ColourBar(Mark.Cells cells, double height)
    {
        var colours = cells.Colours;
        var extent = cells.Values.Aggregate(Extent.Nothing, (e, value) => e.With(value));
        _centre = colours.Centre;
        if (_centre is { } centre && extent.Low <= extent.High)
        {
            double reach = Math.Max(Math.Abs(extent.High - centre), Math.Abs(extent.Low - centre));
            extent = new(centre - reach, centre + reach);
        }

        var scale = new Scale.Linear(colours.Label, colours.Unit) { From = colours.From, To = colours.To };
        Axis = new Axis(scale, extent.For(scale, tight: true), height, 0);
        Title = FontMetrics.Wrap(Axis.Title, Layout.LabelSize, height + 30);
        TicksWidth = Axis.Labels.Select(tick => tick.WidthAt(Layout.TickSize)).DefaultIfEmpty(0).Max();
    }

    public Axis Axis { get; }

    public List<string> Title { get; }

    public double TicksWidth { get; }

    public double Width => 14 + Layout.ColourBarWidth + 6 + TicksWidth + 8 + Title.Count * Layout.LineHeight;

    /// <summary>Returns the index of the bar's shade for a value; neighbours of one shade are drawn as one cell.</summary>
    public int ShadeOf(double value) => (int)Math.Clamp((value - Axis.Low) / (Axis.High - Axis.Low) * Shades, 0, Shades - 1);

    public string ColourOf(int shade) => ColourAt((shade + 0.5) / Shades);

    /// <summary>Returns the colour at a share of the scale's range.</summary>
    public string ColourAt(double share) => _centre is null ? ColourMap.Sequential(share) : ColourMap.Diverging(share);

    /// <summary>Draws the bar with its left edge at <paramref name="left"/>.</summary>
    public void Draw(SvgCanvas canvas, double left, double height, Theme theme)
    {
        double x = left + 14;
        for (int shade = 0; shade < Shades; shade++)
        {
            double top = height * (1 - (shade + 1.0) / Shades);
            canvas.Rect(x, top, Layout.ColourBarWidth, height / Shades + (shade == 0 ? 0 : 0.5), ColourOf(shade));
        }

        canvas.Rect(x, 0, Layout.ColourBarWidth, height, "none", $"stroke=\"{theme.Quiet}\" stroke-width=\"0.75\"");
        foreach (var tick in Axis.Labels)
        {
            double y = Axis.Map(tick.At);
            canvas.Segment(x + Layout.ColourBarWidth, y, x + Layout.ColourBarWidth + 3, y, theme.Quiet, 0.75);
            canvas.Text(x + Layout.ColourBarWidth + 6, y + 4, tick.Text, new(Layout.TickSize, theme.Ink), tick.Exponent);
        }

        double baseline = x + Layout.ColourBarWidth + 6 + TicksWidth + 8 + Layout.LabelSize * 0.75;
        for (int i = 0; i < Title.Count; i++)
            canvas.Text(baseline + i * Layout.LineHeight, height / 2, Title[i], new(Layout.LabelSize, theme.Ink, Anchor.Middle, Turn: -90));
    }
}
