using Teleo.Pool.Samples;

namespace Teleo.Experiments.Statistics;

/// <summary>
/// Evidence that may be read after every seed. Each process has expectation at most 1 under the null, so reaching 1/alpha is a rejection at
/// level alpha at any time (Ville's inequality); a repeatedly read p-value has no such guarantee. Every method returns the path, one value
/// per observation.
/// </summary>
public static class EProcess
{
    /// <summary>
    /// Returns the wealth of a gambler who stakes <paramref name="stake"/> on wins with a probability above <paramref name="p0"/>.
    /// </summary>
    public static double[] Betting(ReadOnlySpan<int> wins, double p0, double stake)
    {
        if (stake <= -1 / (1 - p0) || stake >= 1 / p0) throw new ArgumentOutOfRangeException(nameof(stake), "could go bankrupt");
        var wealth = new double[wins.Length];
        double held = 1;
        for (int t = 0; t < wins.Length; t++) wealth[t] = held *= 1 + stake * (wins[t] - p0);
        return wealth;
    }

    /// <summary>Combines e-values under any dependence.</summary>
    public static double Average(ReadOnlySpan<double> e) => Sample.Mean(e);
}
