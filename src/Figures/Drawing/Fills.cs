using System.Text;

namespace Teleo.Figures.Drawing;

/// <summary>
/// Area fills that differ in grey: solid, hatched, pale, cross-hatched, each in its tone; and the light patterns of regions.
/// </summary>
internal sealed class Fills(string figureId, Theme theme)
{
    private readonly SortedDictionary<string, string> _definitions = new(StringComparer.Ordinal);

    public string Definitions => string.Concat(_definitions.Values);

    /// <summary>The fill of the tone's areas.</summary>
    public string Area(int tone) => (tone % 4) switch
    {
        0 => theme.Tone(tone),
        1 => Pattern($"a{tone}", theme.Tone(tone), 0.30, "M-1 7L7-1M-1 1L1-1M5 7L7 5", 6, 1.6, opaque: true),
        2 => Pattern($"a{tone}", theme.Tone(tone), 0.42, null, 6, 0, opaque: true),
        _ => Pattern($"a{tone}", theme.Tone(tone), 0.25, "M-1-1L7 7M-1 7L7-1", 6, 1.1, opaque: true),
    };

    /// <summary>The fill of a region behind data: never strong enough to hide a line.</summary>
    public string Region(int index) => Pattern($"r{index}", theme.Tone(index), 0.10 + 0.03 * (index % 3), (index % 4) switch
    {
        1 => "M-2 14L14-2M-2 2L2-2M10 14L14 10",
        2 => "M6 5.4V6.6M0-.6V.6M12-.6V.6M0 11.4V12.6M12 11.4V12.6",
        3 => "M3 0V12M9 0V12",
        _ => null,
    }, 12, index % 4 == 2 ? 1.2 : 0.8, lineOpacity: 0.38);

    /// <summary>Cells without a value.</summary>
    public string Missing() => Pattern("m", theme.Quiet, 0.10, "M-1 7L7-1M-1 1L1-1M5 7L7 5", 6, 0.8);

    private string Pattern(string name, string ink, double paper, string? lines, int size,
        double width, double lineOpacity = 1, bool opaque = false)
    {
        string id = $"{figureId}-{name}";
        if (!_definitions.ContainsKey(name))
        {
            var svg = new StringBuilder();
            svg.Append($"<pattern id=\"{id}\" width=\"{size}\" height=\"{size}\" patternUnits=\"userSpaceOnUse\">");
            if (opaque) svg.Append($"<rect width=\"{size}\" height=\"{size}\" fill=\"{theme.Paper}\"/>");
            svg.Append($"<rect width=\"{size}\" height=\"{size}\" fill=\"{ink}\" fill-opacity=\"").Hundredths(paper).Append("\"/>");
            if (lines is not null)
                svg.Append($"<path d=\"{lines}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"").Hundredths(width)
                    .Append("\" stroke-opacity=\"").Hundredths(lineOpacity).Append("\"/>");

            _definitions.Add(name, svg.Append("</pattern>\n").ToString());
        }

        return $"url(#{id})";
    }
}
