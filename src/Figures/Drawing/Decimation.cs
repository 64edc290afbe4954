namespace Teleo.Figures.Drawing;

/// <summary>
/// Thins a series without losing a visible extreme: of all points in one pixel column the first, the lowest, the highest and the last stay,
/// in their order (the M4 rule).
/// </summary>
internal static class Decimation
{
    /// <summary>Below this many points per column nothing is thinned.</summary>
    private const int KeptPerColumn = 4;

    /// <param name="x">Pixels, rising; NaN only where <paramref name="y"/> is NaN too.</param>
    /// <returns>Indexes of the points that stay, rising.</returns>
    public static List<int> Keep(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double widthPixels)
    {
        var kept = new List<int>();
        bool few = x.Length <= KeptPerColumn * Math.Max(widthPixels, 1);
        if (few || !IsRising(x))
        {
            KeepMoved(x, y, few ? 0 : 0.5, kept);
            return kept;
        }

        for (int start = 0; start < x.Length;)
        {
            if (double.IsNaN(x[start]) || double.IsNaN(y[start]))
            {
                kept.Add(start++);
                while (start < x.Length && (double.IsNaN(x[start]) || double.IsNaN(y[start]))) start++;
                continue;
            }

            double column = Math.Floor(x[start]);
            int end = start, low = start, high = start;
            for (; end < x.Length && Math.Floor(x[end]) == column && !double.IsNaN(y[end]); end++)
            {
                if (y[end] < y[low]) low = end;
                if (y[end] > y[high]) high = end;
            }

            AddRising(kept, start, Math.Min(low, high), Math.Max(low, high), end - 1);
            start = end;
        }

        return kept;
    }

    private static void AddRising(List<int> kept, params ReadOnlySpan<int> indexes)
    {
        foreach (int index in indexes)
            if (kept.Count == 0 || kept[^1] < index) kept.Add(index);
    }

    /// <summary>A path that turns back, such as a hysteresis loop: points within half a pixel of the last one go.</summary>
    private static void KeepMoved(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double distance, List<int> kept)
    {
        for (int i = 0; i < x.Length; i++)
        {
            bool moved = distance == 0 || kept.Count == 0 || i == x.Length - 1
                || !(Math.Abs(x[i] - x[kept[^1]]) < distance && Math.Abs(y[i] - y[kept[^1]]) < distance);
            if (moved) kept.Add(i);
        }
    }

    private static bool IsRising(ReadOnlySpan<double> x)
    {
        double last = double.NegativeInfinity;
        foreach (double value in x)
        {
            if (value < last) return false;
            if (!double.IsNaN(value)) last = value;
        }

        return true;
    }
}
