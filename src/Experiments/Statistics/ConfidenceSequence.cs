namespace Teleo.Experiments.Statistics;

/// <summary>Intervals that hold for all sample sizes at once, so that a study may stop when it has seen enough.</summary>
public static class ConfidenceSequence
{
    /// <summary>Half width of the normal-mixture sequence after n observations of standard deviation 1.</summary>
    public static double HalfWidth(int n, double mixing, double alpha)
    {
        double spread = n * mixing + 1;
        return Math.Sqrt(spread / (n * (double)n * mixing) * Math.Log(spread / (alpha * alpha)));
    }

    public static double FixedHalfWidth(int n, double alpha) => Distributions.NormalQuantile(1 - alpha / 2) / Math.Sqrt(n);

    /// <summary>
    /// Hedged capital of Waudby-Smith and Ramdas against a mean of observations in [0, 1]: the bets adapt to the
    /// variance seen so far; a mean is rejected once the capital reaches 1/alpha.
    /// </summary>
    public static double[] HedgedCapital(ReadOnlySpan<double> values, double mean, double alpha)
    {
        const double LargestShare = 0.5;
        double[] bets = Bets(values, alpha);
        var path = new double[values.Length];
        double above = 1, below = 1;
        for (int t = 0; t < values.Length; t++)
        {
            above *= 1 + Math.Min(bets[t], LargestShare / mean) * (values[t] - mean);
            below *= 1 - Math.Min(bets[t], LargestShare / (1 - mean)) * (values[t] - mean);
            path[t] = Math.Max(above, below) / 2;
        }

        return path;
    }

    /// <summary>The bet before each observation, from the observations before it.</summary>
    internal static double[] Bets(ReadOnlySpan<double> values, double alpha)
    {
        var bets = new double[values.Length];
        double sum = 0.5, squares = 0.25, variance = 0.25;
        for (int t = 1; t <= values.Length; t++)
        {
            bets[t - 1] = Math.Sqrt(2 * Math.Log(2 / alpha) / (variance * t * Math.Log(1 + t)));
            double x = values[t - 1];
            sum += x;
            double mean = sum / (t + 1);
            squares += (x - mean) * (x - mean);
            variance = squares / (t + 1);
        }

        return bets;
    }
}
