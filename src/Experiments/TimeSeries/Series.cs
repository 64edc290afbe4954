namespace Teleo.Experiments.TimeSeries;

/// <summary>
/// Computes the dependence of a series on its own past: autocorrelation in the definitions that other programs use.
/// </summary>
internal static class Series
{
    /// <summary>Autocovariance at a lag over the variance, both divided by n: the definition of R's <c>acf</c>.</summary>
    public static double Autocorrelation(ReadOnlySpan<double> x, int lag)
    {
        double mean = Teleo.Pool.Samples.Sample.Mean(x), squares = 0, products = 0;
        for (int i = 0; i < x.Length; i++)
        {
            squares += (x[i] - mean) * (x[i] - mean);
            if (i >= lag) products += (x[i] - mean) * (x[i - lag] - mean);
        }

        return products / squares;
    }

    /// <summary>Pearson correlation of the series with itself one step later, each part about its own mean.</summary>
    public static double LagOne(ReadOnlySpan<double> x)
    {
        int n = x.Length - 1;
        double meanNow = 0, meanNext = 0;
        for (int i = 0; i < n; i++)
        {
            meanNow += x[i];
            meanNext += x[i + 1];
        }

        (meanNow, meanNext) = (meanNow / n, meanNext / n);
        double product = 0, now = 0, next = 0;
        for (int i = 0; i < n; i++)
        {
            double a = x[i] - meanNow, b = x[i + 1] - meanNext;
            product += a * b;
            now += a * a;
            next += b * b;
        }

        return product / Math.Sqrt(now * next);
    }

    /// <summary>Slope of the regression of each value on the one before it.</summary>
    public static double LagOneSlope(ReadOnlySpan<double> x) =>
        Teleo.Pool.Samples.Sample.Covariance(x[..^1], x[1..]) / Teleo.Pool.Samples.Sample.Variance(x[..^1]);

    /// <summary>
    /// Returns the number of steps per independent observation: 1 + 2 times the summed autocorrelation, summed until the window is five
    /// times the sum (Sokal's rule), because the tail is noise.
    /// </summary>
    public static double IntegratedAutocorrelationTime(ReadOnlySpan<double> x)
    {
        double time = 1;
        for (int lag = 1; lag < x.Length - 1 && lag < 5 * time; lag++) time += 2 * Autocorrelation(x, lag);
        return Math.Max(1, time);
    }

    /// <summary>
    /// Returns every k-th value, with k twice the integrated autocorrelation time, so that the rest is nearly independent.
    /// </summary>
    public static double[] Thinned(ReadOnlySpan<double> x)
    {
        int step = (int)Math.Ceiling(2 * IntegratedAutocorrelationTime(x));
        var kept = new List<double>();
        for (int i = 0; i < x.Length; i += step) kept.Add(x[i]);
        return [.. kept];
    }
}
