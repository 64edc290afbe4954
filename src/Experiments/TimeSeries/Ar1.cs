using Teleo.Controller.Domain;

namespace Teleo.Experiments.TimeSeries;

/// <summary>x' = phi x + noise: the simplest series with a memory, and the null model of early warnings.</summary>
internal readonly record struct Ar1(double Phi, double NoiseDeviation)
{
    public double Variance => NoiseDeviation * NoiseDeviation / (1 - Phi * Phi);

    /// <summary>Steps one independent observation is worth.</summary>
    public double IntegratedTime => (1 + Phi) / (1 - Phi);

    /// <summary>
    /// Fits a series about its mean by least squares, corrected for the downward bias of short series (Kendall:
    /// (1 + 3 phi) / n). Kept inside stationarity, so that surrogates stay bounded.
    /// </summary>
    public static Ar1 Fit(ReadOnlySpan<double> x)
    {
        double slope = Series.LagOneSlope(x);
        double phi = Math.Clamp(slope + (1 + 3 * slope) / x.Length, -0.98, 0.98);
        double variance = Teleo.Pool.Samples.Sample.Variance(x);
        return new(phi, Math.Sqrt(variance * (1 - phi * phi)));
    }

    /// <summary>A stretch of the stationary process.</summary>
    public double[] Simulate(int length, ref RandomStream random)
    {
        var x = new double[length];
        double value = Math.Sqrt(Variance) * random.NextNormal();
        for (int i = 0; i < length; i++)
        {
            x[i] = value;
            value = Phi * value + NoiseDeviation * random.NextNormal();
        }

        return x;
    }
}
