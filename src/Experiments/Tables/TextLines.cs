namespace Teleo.Experiments.Tables;

/// <summary>Breaks text into lines.</summary>
internal static class TextLines
{
    /// <summary>Returns lines of whole words, none longer than <paramref name="width"/>; a longer word is broken.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
            for (; line.Length > width; line = line[width..]) yield return line[..width];
        }

        yield return line;
    }
}
