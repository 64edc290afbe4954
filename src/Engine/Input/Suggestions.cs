namespace Teleo.Engine.Input;

/// <summary>Finds the known names nearest to a misspelt one.</summary>
public static class Suggestions
{
    private const int MostNamesListed = 40;

    /// <summary>The nearest names, nearest first; none where all are too far to be meant.</summary>
    public static IEnumerable<string> For(string given, IEnumerable<string> known) =>
        known.Select(name => (Name: name, Distance: IsBeginning(given, name) ? 0 : Distance(given, name)))
            .Where(n => n.Distance <= 1 + Math.Min(given.Length, n.Name.Length) / 4)
            .OrderBy(n => n.Distance).ThenBy(n => n.Name, StringComparer.Ordinal)
            .Select(n => n.Name)
            .Take(3);

    /// <summary>The end of an error sentence: a question where a name is near, else what there is to choose from.</summary>
    public static string Sentence(string given, IReadOnlyCollection<string> known)
    {
        string near = string.Join(" or ", For(given, known).Select(name => $"'{name}'"));
        if (near.Length > 0) return $"; did you mean {near}?";
        return known.Count is > 0 and <= MostNamesListed ? $"; there are {string.Join(", ", known)}" : "";
    }

    /// <summary>Letters to add, drop, change or swap with their neighbour, ignoring case (optimal string alignment).</summary>
    public static int Distance(string a, string b)
    {
        var (beforeLast, last, row) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (int j = 0; j <= b.Length; j++) last[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + change);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[b.Length];
    }

    private static bool IsBeginning(string given, string name) =>
        given.Length > 1 && name.StartsWith(given, StringComparison.OrdinalIgnoreCase);

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
