namespace Teleo.Experiments.Statistics;

/// <summary>Intervals that hold for all sample sizes together, so that a study may stop early.</summary>
public static class ConfidenceSequence
{
    /// <summary>Half width of the normal-mixture sequence after n observations of standard deviation 1.</summary>
    public static double HalfWidth(int n, double mixing, double alpha)
    {
        double spread = n * mixing + 1;
        return Math.Sqrt(spread / (n * (double)n * mixing) * Math.Log(spread / (alpha * alpha)));
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
