using ScottPlot;
using Teleo.Figures.Drawing;
using Layout = Teleo.Figures.Drawing.Layout;

namespace Teleo.Figures.Plots;

/// <summary>The names of a figure as entries of a ScottPlot legend.</summary>
internal static class PlotLegend
{
    public static void Fill(ScottPlot.Legend legend, Keys keys, Theme theme)
    {
        legend.ManualItems = [.. keys.InOrder.Select(key => ItemOf(key, theme))];
        legend.Orientation = Orientation.Horizontal;
        legend.TightHorizontalWrapping = true;
        legend.OutlineWidth = 0;
        legend.BackgroundColor = legend.ShadowColor = Colors.Transparent;
        (legend.FontName, legend.FontSize, legend.FontColor) = (EmbeddedFont.Family, (float)Layout.TickSize, Color.FromHex(theme.Ink));
        legend.Padding = new PixelPadding(0);
        legend.SymbolWidth = 26;
    }

    private static LegendItem ItemOf(Key key, Theme theme)
    {
        var item = new LegendItem { LabelText = key.Name };
        Inks.Text(item.LabelStyle, Layout.TickSize, theme.Ink);
        var tone = Inks.Tone(theme, key.Tone);
        switch (key.Swatch)
        {
            case Swatch.Point:
                (item.MarkerShape, item.MarkerSize, item.MarkerFillColor) = (Inks.Shape(key.Tone), 8, tone);
                break;
            case Swatch.Area:
                Inks.Area(item.FillStyle, theme, key.Tone);
                (item.OutlineWidth, item.OutlineColor) = (1, tone);
                break;
            case Swatch.Region:
                Inks.Region(item.FillStyle, theme, key.Tone);
                (item.OutlineWidth, item.OutlineColor) = (1, Color.FromHex(theme.Grid));
                break;
            default:
                if (key.Swatch == Swatch.Ribbon) item.FillColor = tone.WithAlpha(0.2);
                (item.LineWidth, item.LineColor, item.LinePattern) = (1.8f, tone, Inks.Pattern(key.Tone));
                break;
        }

        return item;
    }
}
