using System.Globalization;
using System.Text;

namespace Teleo.Shell;

/// <summary>
/// A message as it may be printed. It repeats words that were typed or read: those may move the cursor, turn the direction of the text, or
/// be very long.
/// </summary>
internal static class MessageText
{
    private const int LongestWord = 300;

    /// <summary>Returns the text with characters that cannot be seen spelled out, and with every very long word cut short.</summary>
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
