using ScottPlot;
using SkiaSharp;
using Teleo.Figures.Drawing;
using Layout = Teleo.Figures.Drawing.Layout;

namespace Teleo.Figures.Plots;

/// <summary>Converts figures to ScottPlot plots and to pixels.</summary>
public static class FigurePlots
{
    /// <summary>Pixels of a PNG for each pixel of the figure.</summary>
    private const int Density = 2;

    static FigurePlots() => EmbeddedFont.Register();

    /// <summary>
    /// Returns a figure of one panel as a plot with its title, axes and legend. Coordinates are those of the data; on a logarithmic axis
    /// they are powers of ten, as in ScottPlot's own recipes.
    /// </summary>
    /// <exception cref="ArgumentException">The figure has several panels, or cannot be drawn.</exception>
    public static Plot ToPlot(this Figure figure, Theme? theme = null)
    {
        if (figure.Panels.Length > 1)
            throw new ArgumentException($"figure '{figure.Id}' has {figure.Panels.Length} panels: use ToMultiplot", nameof(figure));
        var page = Page.Of(figure);
        var drawn = new PanelPlot(page, 0, theme ?? Theme.Light);
        drawn.AddLegend();
        if (figure.Title is { } title) drawn.Plot.Title(title, (float)Layout.TitleSize);
        return drawn.Plot;
    }

    /// <summary>Returns a figure as plots on one page: first its panels, in order, then the heading and the note.</summary>
    /// <exception cref="ArgumentException">The figure cannot be drawn.</exception>
    public static Multiplot ToMultiplot(this Figure figure, Theme? theme = null) => PagePlots.Of(Page.Of(figure), theme ?? Theme.Light);

    /// <summary>Returns the figure as a PNG. Equal figures give equal bytes on every machine, whatever fonts it has.</summary>
    public static byte[] Png(this Figure figure, Theme? theme = null)
    {
        using var image = Draw(figure, theme ?? Theme.Light, Density);
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    /// <summary>Returns the figure as a PDF of one page, in vectors, with the font inside.</summary>
    public static byte[] Pdf(this Figure figure, Theme? theme = null)
    {
        var page = Page.Of(figure);
        theme ??= Theme.Light;
        float width = (float)Math.Ceiling(page.Width), height = (float)page.Height;
        using var bytes = new MemoryStream();
        using (var document = SKDocument.CreatePdf(bytes))
        {
            var canvas = document.BeginPage(width, height);
            canvas.Clear(SKColor.Parse(theme.Paper));
            PagePlots.Of(page, theme).Render(canvas, new PixelRect(0, width, height, 0));
            document.EndPage();
            document.Close();
        }

        return bytes.ToArray();
    }

    internal static SKImage Draw(Figure figure, Theme theme, int density)
    {
        var page = Page.Of(figure);
        using var surface = SKSurface.Create(new SKImageInfo((int)Math.Ceiling(page.Width) * density, (int)page.Height * density));
        surface.Canvas.Scale(density);
        PagePlots.Of(page, theme).Render(surface.Canvas, new PixelRect(0, (float)Math.Ceiling(page.Width), (float)page.Height, 0));

        // ScottPlot clears what is between the plots: the paper goes under all of it.
        surface.Canvas.DrawColor(SKColor.Parse(theme.Paper), SKBlendMode.DstOver);
        return surface.Snapshot();
    }
}
