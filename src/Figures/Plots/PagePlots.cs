using ScottPlot;
using Teleo.Figures.Drawing;
using Layout = Teleo.Figures.Drawing.Layout;

namespace Teleo.Figures.Plots;

/// <summary>All panels of a page as plots at the places the page gives them, with a heading above and a note below.</summary>
internal static class PagePlots
{
    public static Multiplot Of(Page page, Theme theme)
    {
        var all = new Multiplot();
        while (all.Subplots.Count > 0) all.Subplots.RemoveAt(0);
        for (int i = 0; i < page.Frames.Count; i++)
        {
            var frame = page.Frames[i];
            var plot = new PanelPlot(page, i, theme).Plot;
            plot.Layout.Fixed(new PixelPadding((float)LeftOf(page, i), (float)RightOf(page, i), (float)frame.Bottom, (float)frame.Top));
            all.Subplots.Add(plot);
        }

        all.Subplots.Add(Heading(page, theme));
        all.Subplots.Add(Note(page, theme));
        all.Layout = new Places(page);
        return all;
    }

    private static Plot Heading(Page page, Theme theme)
    {
        var plot = Empty(theme);
        if (page.TitleLines.Count > 0) AddText(plot, page.TitleLines, Layout.TitleSize, theme.Ink);
        if (page.Keys.InOrder.Length == 0) return plot;
        PlotLegend.Fill(plot.Legend, page.Keys, theme);
        plot.Legend.Alignment = Alignment.LowerLeft;
        plot.Legend.IsVisible = true;
        plot.Legend.Margin = new PixelPadding(0, 0, 2, 0);
        return plot;
    }

    private static Plot Note(Page page, Theme theme)
    {
        var plot = Empty(theme);
        if (page.NoteLines.Count > 0) AddText(plot, page.NoteLines, Layout.NoteSize, theme.Quiet);
        return plot;
    }

    private static Plot Empty(Theme theme)
    {
        EmbeddedFont.Register();
        var plot = new Plot();
        plot.Axes.Frameless();
        plot.HideGrid();
        plot.FigureBackground.Color = plot.DataBackground.Color = Color.FromHex(theme.Paper);
        return plot;
    }

    private static void AddText(Plot plot, IEnumerable<string> lines, double size, string ink)
    {
        var text = plot.Add.Annotation(string.Join('\n', lines), Alignment.UpperLeft);
        (text.OffsetX, text.OffsetY) = (0, 0);
        Inks.Text(text.LabelStyle, size, ink);
        (text.LabelBackgroundColor, text.LabelBorderWidth, text.LabelShadowColor) = (Colors.Transparent, 0, Colors.Transparent);
    }

    private static double LeftOf(Page page, int panel) =>
        page.Frames[panel].Categories is { IsSlanted: true }
            ? Math.Min(page.Origins[panel].X, page.Frames[panel].Left + 60)
            : page.Frames[panel].Left;

    private static double RightOf(Page page, int panel) =>
        Math.Min(page.Frames[panel].Right, Math.Ceiling(page.Width) - page.Origins[panel].X - page.Frames[panel].Width);

    /// <summary>The rectangles of the page, scaled to the size that is drawn.</summary>
    private sealed class Places(Page page) : IMultiplotLayout
    {
        public PixelRect[] GetSubplotRectangles(SubplotCollection subplots, PixelRect figureRect)
        {
            var places = new PixelRect[subplots.Count];
            for (int i = 0; i < places.Length; i++)
            {
                places[i] = i < page.Frames.Count ? OfPanel(i)
                    : i == page.Frames.Count ? Rectangle(Layout.Outer, page.Width - Layout.Outer, Layout.Outer, page.PanelsTop)
                    : i == page.Frames.Count + 1 ? Rectangle(Layout.Outer, page.Width - Layout.Outer, page.PanelsBottom + 6, page.Height)
                    : default;   // a plot that the user added says its own place by another layout
            }

            return places;

            PixelRect OfPanel(int i)
            {
                var (frame, origin) = (page.Frames[i], page.Origins[i]);
                double right = origin.X + frame.Width + RightOf(page, i), bottom = origin.Y + frame.Height + frame.Bottom;
                return Rectangle(origin.X - LeftOf(page, i), right, origin.Y - frame.Top, bottom);
            }

            PixelRect Rectangle(double left, double right, double top, double bottom)
            {
                double across = figureRect.Width / Math.Ceiling(page.Width), down = figureRect.Height / page.Height;
                bottom = Math.Max(bottom, top + 1);
                return new PixelRect((float)(left * across), (float)(right * across), (float)(bottom * down), (float)(top * down));
            }
        }
    }
}
