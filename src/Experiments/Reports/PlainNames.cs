using System.Text;

namespace Teleo.Experiments.Reports;

/// <summary>Converts names of the code to words: <c>DoesNotFit</c> is "does not fit".</summary>
internal static class PlainNames
{
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        var words = new StringBuilder();
        foreach (char c in value.ToString())
        {
            if (char.IsAsciiLetterUpper(c) && words.Length > 0 && words[^1] != ' ') words.Append(' ');
            words.Append(char.ToLowerInvariant(c));
        }

        return words.Replace("no op", "no-op").ToString();
    }

    public static string[] All<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];
}
