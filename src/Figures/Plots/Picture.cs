using ScottPlot;
using Teleo.Figures.Drawing;

namespace Teleo.Figures.Plots;

/// <summary>A plot as pixels, to show at the end of a notebook's cell or to save.</summary>
[TypeFormatterSource(typeof(PictureFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed class Picture
{
    private readonly byte[] _png;

    internal Picture(byte[] png) => _png = png;

    internal string Html => $"<img alt=\"plot\" src=\"data:image/png;base64,{Convert.ToBase64String(_png)}\"/>";

    public override string ToString() => $"picture, {_png.Length} bytes of PNG";
}

/// <summary>Turns plots into pictures.</summary>
public static class Pictures
{
    /// <summary>Draws a plot in its present state, in pixels.</summary>
    public static Picture ToPicture(this Plot plot, int width = 680, int height = 400) =>
        new(plot.GetImageBytes(width, height, ImageFormat.Png));
}

/// <summary>Shows a picture in a Polyglot notebook.</summary>
internal sealed class PictureFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters() => [new NotebookFormatter<Picture>("text/html", picture => picture.Html)];
}
