using System.Text;
using Teleo.Engine.Storage;
using Teleo.Figures.Drawing;

namespace Teleo.Figures.Plots;

/// <summary>Writes figures to disk. Each file is complete or absent.</summary>
public static class FigureFiles
{
    /// <summary>
    /// Writes <c>id.svg</c> for light paper, <c>id.dark.svg</c>, the pixels as <c>id.png</c> and the numbers as <c>id.csv</c>; returns the
    /// paths written.
    /// </summary>
    public static IReadOnlyList<string> Save(this Figure figure, string folder)
    {
        Directory.CreateDirectory(folder);
        var written = new List<string>();
        Write("svg", Encoding.UTF8.GetBytes(figure.Svg(Theme.Light)));
        Write("dark.svg", Encoding.UTF8.GetBytes(figure.Svg(Theme.Dark)));
        Write("csv", Encoding.UTF8.GetBytes(FigureCsv.Text(figure)));
        Write("png", figure.Png());
        return written;

        void Write(string extension, byte[] content)
        {
            written.Add(Path.Combine(folder, $"{figure.Id}.{extension}"));
            WholeFile.Write(written[^1], stream => stream.Write(content));
        }
    }
}
