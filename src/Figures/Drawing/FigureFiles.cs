using System.Text;
using Teleo.Engine.Storage;

namespace Teleo.Figures.Drawing;

/// <summary>
/// Puts a figure on disk: the rendered file for light and dark paper, its numbers as CSV beside it, and a PNG where
/// a converter is installed. Each file is complete or absent.
/// </summary>
internal static class FigureFiles
{
    /// <summary>Writes <c>id.svg</c>, <c>id.dark.svg</c>, <c>id.csv</c> and, where possible, <c>id.png</c>; returns the paths written.</summary>
    public static IReadOnlyList<string> Save(Figure figure, string folder, IFigureRenderer? renderer = null)
    {
        renderer ??= new SvgRenderer();
        var written = new List<string>();
        foreach (var theme in new[] { Theme.Light, Theme.Dark })
        {
            string name = theme == Theme.Light ? $"{figure.Id}.{renderer.Extension}" : $"{figure.Id}.{theme.Name}.{renderer.Extension}";
            written.Add(Path.Combine(folder, name));
            WholeFile.Write(written[^1], stream => renderer.Render(figure, theme, stream));
        }

        written.Add(Path.Combine(folder, $"{figure.Id}.csv"));
        WholeFile.Write(written[^1], stream => stream.Write(Encoding.UTF8.GetBytes(FigureCsv.Text(figure))));
        string png = Path.Combine(folder, $"{figure.Id}.png");
        if (renderer.Extension == "svg" && PngConverter.TryConvert(written[0], png)) written.Add(png);
        return written;
    }
}
