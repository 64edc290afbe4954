namespace Teleo.Vision.Geometry;

/// <summary>A row's piece of an area: pixels from Start up to End, exclusive.</summary>
internal readonly record struct PixelRun(int Y, int Start, int End);

/// <summary>Groups marked pixels that touch, by a side or a corner, into areas.</summary>
internal static class ConnectedAreas
{
    /// <summary>
    /// Returns the areas as runs, each area in reading order, areas by their first run. Takes one pass and one union per
    /// touch.
    /// </summary>
    public static List<List<PixelRun>> Of(ReadOnlySpan<bool> marked, int width, int height)
    {
        List<PixelRun> runs = [];
        List<int> parents = [];
        int above = 0;   // the first run of the row above that may still touch
        for (int y = 0, rowStart = 0; y < height; y++)
        {
            above = rowStart;
            int aboveEnd = rowStart = runs.Count;
            var row = marked.Slice(y * width, width);
            for (int x = 0; x < width; x++)
            {
                if (!row[x]) continue;
                int start = x;
                while (x < width && row[x]) x++;
                parents.Add(runs.Count);
                runs.Add(new(y, start, x));
                while (above < aboveEnd && runs[above].End < start) above++;
                for (int i = above; i < aboveEnd && runs[i].Start <= x; i++)
                    if (runs[i].Y == y - 1) Join(parents, i, runs.Count - 1);
            }
        }

        return Grouped(runs, parents);
    }

    private static List<List<PixelRun>> Grouped(List<PixelRun> runs, List<int> parents)
    {
        List<List<PixelRun>> areas = [];
        int[] number = new int[runs.Count];   // of a root's area, plus one
        for (int i = 0; i < runs.Count; i++)
        {
            int root = Root(parents, i);
            if (number[root] == 0)
            {
                areas.Add([]);
                number[root] = areas.Count;
            }

            areas[number[root] - 1].Add(runs[i]);
        }

        return areas;
    }

    private static void Join(List<int> parents, int a, int b)
    {
        int first = Root(parents, a), second = Root(parents, b);
        parents[Math.Max(first, second)] = Math.Min(first, second);
    }

    private static int Root(List<int> parents, int index)
    {
        while (parents[index] != index) index = parents[index] = parents[parents[index]];
        return index;
    }
}
