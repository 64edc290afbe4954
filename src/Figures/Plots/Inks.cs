using System.Globalization;
using ScottPlot;
using ScottPlot.Hatches;
using Teleo.Figures.Drawing;

namespace Teleo.Figures.Plots;

/// <summary>The signs of a tone in ScottPlot's terms: colour, dash, marker shape, hatch, equal to those of the SVG.</summary>
internal static class Inks
{
    private static readonly MarkerShape[] Markers =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond,
        MarkerShape.FilledTriangleDown,
    ];

    public static LinePattern Rule { get; } = new([4, 3], 0, "rule");

    public static Color Tone(Theme theme, int tone) => Color.FromHex(theme.Tone(tone));

    public static Color Of(Theme theme, int tone, bool muted) => muted ? Color.FromHex(theme.Quiet) : Tone(theme, tone);

    public static void Text(LabelStyle style, double size, string ink) =>
        (style.FontName, style.FontSize, style.ForeColor, style.Bold) = (EmbeddedFont.Family, (float)size, Color.FromHex(ink), false);

    public static MarkerShape Shape(int tone) => Markers[tone % Markers.Length];

    public static LinePattern Pattern(int tone) => Dash.Of(tone) is { } dashes
        ? new LinePattern([.. dashes.Split(' ').Select(length => float.Parse(length, CultureInfo.InvariantCulture))], 0, $"tone {tone}")
        : LinePattern.Solid;

    public static void Area(FillStyle fill, Theme theme, int tone)
    {
        var (ink, paper) = (Tone(theme, tone), Color.FromHex(theme.Paper));
        (fill.Color, fill.Hatch) = (tone % 4) switch
        {
            0 => (ink, null),
            1 => (paper.MixedWith(ink, 0.30), (IHatch)new Striped(StripeDirection.DiagonalUp)),
            2 => (paper.MixedWith(ink, 0.42), null),
            _ => (paper.MixedWith(ink, 0.25), new Grid(rotate: true)),
        };
        fill.HatchColor = ink;
    }

    public static void Region(FillStyle fill, Theme theme, int index)
    {
        var ink = Tone(theme, index);
        fill.Hatch = (index % 4) switch
        {
            1 => new Striped(StripeDirection.DiagonalUp),
            2 => new Dots(),
            3 => new Striped(StripeDirection.Vertical),
            _ => null,
        };
        Veil(fill, ink, 0.10 + 0.03 * (index % 3), 0.22);
    }

    /// <summary>The fill of cells without a value.</summary>
    public static void Missing(FillStyle fill, Theme theme)
    {
        fill.Hatch = new Striped(StripeDirection.DiagonalUp);
        Veil(fill, Color.FromHex(theme.Quiet), 0.10, 0.5);
    }

    /// <summary>Raises both opacities of a hatch, because ScottPlot multiplies that of the fill with its own.</summary>
    private static void Veil(FillStyle fill, Color ink, double opacity, double hatch)
    {
        double whole = fill.Hatch is null ? opacity : Math.Sqrt(opacity);
        fill.Color = ink.WithAlpha(whole);
        fill.HatchColor = ink.WithAlpha(Math.Min(1, hatch / whole));
    }
}
