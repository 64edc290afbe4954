using System.Globalization;
using System.Text;

namespace Teleo.Shell;

/// <summary>
/// Makes a message safe to print. It may contain typed or read words that move the cursor, change the direction of the text, or are very
/// long.
/// </summary>
internal static class MessageText
{
    private const int LongestWord = 300;

    /// <summary>Returns the text with invisible characters escaped, and with very long words cut.</summary>
    public static string Shown(string text)
    {
        var shown = new StringBuilder(text.Length);
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            length = c is ' ' or '\n' ? 0 : length + 1;
            if (length == LongestWord) shown.Append("...");
            if (length >= LongestWord) continue;
            if (IsSeen(text, i)) shown.Append(c);
            else shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return shown.ToString();
    }

    private static bool IsSeen(string text, int at) => text[at] == '\n' || char.GetUnicodeCategory(text[at]) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.Surrogate =>
            (at + 1 < text.Length && char.IsSurrogatePair(text, at)) || (at > 0 && char.IsSurrogatePair(text, at - 1)),
        _ => true,
    };
}
