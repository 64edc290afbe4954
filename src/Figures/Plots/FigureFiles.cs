using System.Text;
using Teleo.Engine.Storage;
using Teleo.Figures.Drawing;

namespace Teleo.Figures.Plots;

/// <summary>Writes figures to disk. Each file is complete or absent.</summary>
public static class FigureFiles
{
    /// <summary>All formats: <c>svg</c> for light and for dark paper, <c>png</c>, <c>pdf</c>, and <c>csv</c> for the numbers.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["svg", "png", "csv", "pdf"];

    /// <summary>The formats that are written where none is named.</summary>
    public static IReadOnlyList<string> Usual { get; } = ["svg", "png", "csv"];

    /// <summary>Writes the figure, a file named by its id for each format and two for SVG, and returns the paths.</summary>
    /// <param name="formats">The formats to write, of <see cref="Formats"/>; <see cref="Usual"/> where not given.</param>
    /// <exception cref="ArgumentException">A format is not known.</exception>
    public static IReadOnlyList<string> Save(this Figure figure, string folder, IReadOnlyList<string>? formats = null)
    {
        var written = new List<string>();
        foreach (var (extension, content) in (formats ?? Usual).Distinct().SelectMany(format => FilesOf(figure, format)))
        {
            written.Add(Path.Combine(folder, $"{figure.Id}.{extension}"));
            AtomicFile.Write(written[^1], stream => stream.Write(content));
        }

        return written;
    }

    private static IEnumerable<(string Extension, byte[] Content)> FilesOf(Figure figure, string format) => format switch
    {
        "svg" => [("svg", Encoding.UTF8.GetBytes(figure.Svg(Theme.Light))), ("dark.svg", Encoding.UTF8.GetBytes(figure.Svg(Theme.Dark)))],
        "png" => [("png", figure.Png())],
        "pdf" => [("pdf", figure.Pdf())],
        "csv" => [("csv", Encoding.UTF8.GetBytes(FigureCsv.Text(figure)))],
        _ => throw new ArgumentException($"format '{format}': there are {string.Join(", ", Formats)}", nameof(format)),
    };
}
