namespace Teleo.Vision.Tests.Reading;

/// <summary>Levenshtein's distance: the least number of characters to insert, delete or replace.</summary>
internal static class EditDistance
{
    public static int Of(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
