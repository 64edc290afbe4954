using Teleo.Controller.Domain;

namespace Teleo.Experiments.TimeSeries;

/// <summary>
/// Bits that the last symbol of one series tells of the next symbol of another, beyond that one's own last symbol.
/// The plug-in count is biased upwards; shuffling the source shows by how much. Descriptive only.
/// </summary>
/// <param name="Bits">Plug-in estimate.</param>
/// <param name="Bias">Mean over shuffled sources.</param>
/// <param name="P">Share of shuffles (and the series itself) with at least as many bits.</param>
internal readonly record struct TransferEntropy(double Bits, double Bias, double P)
{
    public double Corrected => Math.Max(0, Bits - Bias);

    public static TransferEntropy Of(int[] source, int[] target, int shuffles, RandomStream random)
    {
        double seen = Plugin(source, target), sum = 0;
        int asMuch = 1;
        int[] shuffled = [.. source];
        for (int i = 0; i < shuffles; i++)
        {
            random.Shuffle<int>(shuffled);
            double bits = Plugin(shuffled, target);
            sum += bits;
            if (bits >= seen) asMuch++;
        }

        return new(seen, shuffles == 0 ? 0 : sum / shuffles, asMuch / (shuffles + 1.0));
    }

    public static double Plugin(int[] source, int[] target)
    {
        var triples = new Dictionary<(int, int, int), int>();
        var pasts = new Dictionary<(int, int), int>();
        var pairs = new Dictionary<(int, int), int>();
        var singles = new Dictionary<int, int>();
        int n = target.Length - 1;
        for (int t = 0; t < n; t++)
        {
            Count(triples, (target[t + 1], target[t], source[t]));
            Count(pasts, (target[t], source[t]));
            Count(pairs, (target[t + 1], target[t]));
            Count(singles, target[t]);
        }

        double bits = 0;
        foreach (var ((next, past, from), count) in triples.OrderBy(entry => entry.Key))
            bits += count / (double)n * Math.Log2(count / (double)pasts[(past, from)] * singles[past] / pairs[(next, past)]);
        return bits;
    }

    /// <summary>Mutual information of two symbol series at the same time, in bits.</summary>
    public static double MutualInformation(int[] x, int[] y)
    {
        var joint = new Dictionary<(int, int), int>();
        var (ofX, ofY) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        for (int t = 0; t < x.Length; t++)
        {
            Count(joint, (x[t], y[t]));
            Count(ofX, x[t]);
            Count(ofY, y[t]);
        }

        double n = x.Length;
        return joint.OrderBy(entry => entry.Key)
            .Sum(entry => entry.Value / n * Math.Log2(entry.Value * n / ((double)ofX[entry.Key.Item1] * ofY[entry.Key.Item2])));
    }

    /// <summary>Symbols of equal frequency: which of <paramref name="bins"/> quantile ranges each value is in.</summary>
    public static int[] Symbols(ReadOnlySpan<double> x, int bins)
    {
        double[] ranks = Teleo.Pool.Calibration.Sample.Ranks(x);
        int n = x.Length;
        return [.. ranks.Select(rank => Math.Min(bins - 1, (int)((rank - 0.5) * bins / n)))];
    }

    private static void Count<T>(Dictionary<T, int> counts, T key)
        where T : notnull
    {
        counts.TryGetValue(key, out int count);
        counts[key] = count + 1;
    }
}
