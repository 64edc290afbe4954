namespace Teleo.Experiments.TimeSeries;

/// <summary>
/// Counts the orders of neighbouring values that a series shows, of all that are possible (Bandt and Pompe, 2002). Ties are broken by time.
/// </summary>
/// <param name="Bits">Entropy of the patterns.</param>
/// <param name="Normalised">Over the most there could be, log2 of order factorial.</param>
internal readonly record struct PermutationEntropy(int Patterns, double Bits, double Normalised)
{
    /// <summary>Fewer values than five times the number of patterns make the estimate worthless.</summary>
    public static int LeastLength(int order) => 5 * Enumerable.Range(1, order).Aggregate(1, (product, k) => product * k);

    public static PermutationEntropy Of(ReadOnlySpan<double> x, int order)
    {
        var counts = new SortedDictionary<int, int>();
        int total = x.Length - order + 1;
        Span<int> places = stackalloc int[order];
        for (int start = 0; start < total; start++)
        {
            var window = x.Slice(start, order);
            int pattern = 0;
            for (int i = 0; i < order; i++) places[i] = Place(window, i);
            foreach (int place in places) pattern = pattern * order + place;
            counts.TryGetValue(pattern, out int count);
            counts[pattern] = count + 1;
        }

        double bits = 0, most = 0;
        foreach (int count in counts.Values) bits -= count / (double)total * Math.Log2(count / (double)total);
        for (int k = 2; k <= order; k++) most += Math.Log2(k);
        return new(counts.Count, bits, bits / most);
    }

    private static int Place(ReadOnlySpan<double> window, int i)
    {
        int below = 0;
        for (int j = 0; j < window.Length; j++)
            if (window[j] < window[i] || (window[j] == window[i] && j < i)) below++;
        return below;
    }
}
