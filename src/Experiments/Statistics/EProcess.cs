using MathNet.Numerics;
using Teleo.Pool.Calibration;

namespace Teleo.Experiments.Statistics;

/// <summary>
/// Evidence that may be looked at after every seed. Each process has expectation at most 1 while nothing is there, so
/// reaching 1/alpha is a rejection at level alpha whenever it happens (Ville's inequality); a p-value looked at daily
/// has no such right. Every method returns the path, one value per observation.
/// </summary>
public static class EProcess
{
    /// <summary>Wealth of a gambler who stakes <paramref name="stake"/> on wins being likelier than <paramref name="p0"/>.</summary>
    public static double[] Betting(ReadOnlySpan<int> wins, double p0, double stake)
    {
        if (stake <= -1 / (1 - p0) || stake >= 1 / p0) throw new ArgumentOutOfRangeException(nameof(stake), "could go bankrupt");
        var wealth = new double[wins.Length];
        double held = 1;
        for (int t = 0; t < wins.Length; t++) wealth[t] = held *= 1 + stake * (wins[t] - p0);
        return wealth;
    }

    /// <summary>Wins against a mixture of all alternatives, weighted by a beta density.</summary>
    public static double[] BetaMixture(ReadOnlySpan<int> wins, double p0, double a, double b)
    {
        var path = new double[wins.Length];
        int won = 0;
        for (int t = 0; t < wins.Length; t++)
        {
            won += wins[t];
            int lost = t + 1 - won;
            path[t] = Math.Exp(SpecialFunctions.BetaLn(a + won, b + lost) - SpecialFunctions.BetaLn(a, b)
                - won * Math.Log(p0) - lost * Math.Log(1 - p0));
        }

        return path;
    }

    /// <summary>Normal observations of known variance against a normal mixture of means.</summary>
    public static double[] GaussianMixture(ReadOnlySpan<double> values, double variance, double mixingVariance)
    {
        var path = new double[values.Length];
        double sum = 0;
        for (int t = 0; t < values.Length; t++)
        {
            sum += values[t];
            double spread = variance + (t + 1) * mixingVariance;
            path[t] = Math.Sqrt(variance / spread) * Math.Exp(sum * sum * mixingVariance / (2 * variance * spread));
        }

        return path;
    }

    /// <summary>The first observation (from 1) at which the level is reached; null when it never is.</summary>
    public static int? FirstCrossing(ReadOnlySpan<double> path, double level)
    {
        for (int t = 0; t < path.Length; t++)
            if (path[t] >= level) return t + 1;
        return null;
    }

    /// <summary>An e-value from a p-value: valid for every kappa in (0, 1).</summary>
    public static double FromP(double p, double kappa = 0.5) => kappa * Math.Pow(p, kappa - 1);

    /// <summary>Combines e-values of independent or successive studies.</summary>
    public static double Product(ReadOnlySpan<double> e)
    {
        double product = 1;
        foreach (double value in e) product *= value;
        return product;
    }

    /// <summary>Combines e-values under any dependence.</summary>
    public static double Average(ReadOnlySpan<double> e) => Sample.Mean(e);

    /// <summary>Counts the largest e-values that the e-BH procedure rejects at false discovery rate alpha.</summary>
    public static int BenjaminiHochberg(ReadOnlySpan<double> e, double alpha)
    {
        double[] sorted = Sample.Sorted(e);
        for (int k = sorted.Length; k > 0; k--)
            if (sorted[^k] >= sorted.Length / (alpha * k)) return k;
        return 0;
    }
}
