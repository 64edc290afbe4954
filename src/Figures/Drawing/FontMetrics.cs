namespace Teleo.Figures.Drawing;

/// <summary>
/// Measures the width of text in sans-serif faces with Helvetica's widths (Arial, Liberation Sans), so that labels are placed without a
/// font and equally on every machine.
/// </summary>
internal static class FontMetrics
{
    public const string Family = "Liberation Sans, Arial, Helvetica, sans-serif";

    /// <summary>Bold glyphs are a little wider; one factor for all is safe for spacing.</summary>
    private const double BoldFactor = 1.08;

    /// <summary>Widths of U+0020 to U+007E in thousandths of the size.</summary>
    private static readonly ushort[] Ascii =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556,
        556, 556, 556, 556, 556, 556, 556, 556, 278, 278,
        584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
        722, 778, 667, 778, 722, 667, 611, 722, 667, 944,
        667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222,
        222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
        278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    public static double Width(string text, double size, bool bold = false) =>
        text.Sum(Of) / 1000.0 * size * (bold ? BoldFactor : 1);

    /// <summary>Breaks a text at spaces into lines no wider than <paramref name="width"/>; a longer word has its own line.</summary>
    public static List<string> Wrap(string text, double size, double width, bool bold = false)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length > 0 && Width(longer, size, bold) > width)
            {
                lines.Add(line);
                longer = word;
            }

            line = longer;
        }

        if (line.Length > 0) lines.Add(line);
        return lines;
    }

    /// <summary>The text, or as much of it as fits and an ellipsis.</summary>
    public static string Shorten(string text, double size, double width)
    {
        if (Width(text, size) <= width) return text;
        int length = text.Length;
        while (length > 1 && Width(text[..length], size) + Width("…", size) > width) length--;
        if (char.IsHighSurrogate(text[length - 1])) length--;
        return text[..length] + "…";
    }

    private static int Of(char c) => c switch
    {
        >= ' ' and <= '~' => Ascii[c - ' '],
        '·' => 278,
        '²' or '³' => 333,
        '—' or '…' or '→' => 1000,
        < '\u0400' => 600,
        _ => 1000,
    };
}
