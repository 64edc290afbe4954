namespace Teleo.Experiments.Statistics;

/// <summary>
/// Adjusted p-values for many questions asked at once, each in the order given. Holm's hold the chance of any false
/// claim; Benjamini and Hochberg's hold the expected share of false claims, and are for exploration only.
/// </summary>
public static class Multiplicity
{
    public static double[] Holm(ReadOnlySpan<double> p) => StepDown(p, (rank, m) => m - rank);

    public static double[] BenjaminiHochberg(ReadOnlySpan<double> p) => StepUp(p, (rank, m) => m / (rank + 1.0));

    /// <summary>Benjamini and Yekutieli: holds under any dependence, at the price of a harmonic sum.</summary>
    public static double[] BenjaminiYekutieli(ReadOnlySpan<double> p)
    {
        double harmonic = Enumerable.Range(1, p.Length).Sum(k => 1.0 / k);
        return StepUp(p, (rank, m) => harmonic * m / (rank + 1.0));
    }

    private static double[] StepDown(ReadOnlySpan<double> p, Func<int, int, double> factor)
    {
        var (adjusted, order) = Start(p);
        double largest = 0;
        for (int rank = 0; rank < order.Length; rank++)
            adjusted[order[rank]] = largest = Math.Max(largest, Math.Min(1, p[order[rank]] * factor(rank, order.Length)));
        return adjusted;
    }

    private static double[] StepUp(ReadOnlySpan<double> p, Func<int, int, double> factor)
    {
        var (adjusted, order) = Start(p);
        double smallest = 1;
        for (int rank = order.Length - 1; rank >= 0; rank--)
            adjusted[order[rank]] = smallest = Math.Min(smallest, p[order[rank]] * factor(rank, order.Length));
        return adjusted;
    }

    private static (double[] Adjusted, int[] Order) Start(ReadOnlySpan<double> p)
    {
        double[] keys = p.ToArray();
        int[] order = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(keys, order);
        return (new double[keys.Length], order);
    }
}
