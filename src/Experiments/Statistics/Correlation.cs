using Teleo.Pool.Samples;

namespace Teleo.Experiments.Statistics;

/// <summary>Measures how two lists move together.</summary>
public static class Correlation
{
    public static double Pearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y) =>
        Sample.Covariance(x, y) / Math.Sqrt(Sample.Variance(x) * Sample.Variance(y));

    public static double Spearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y) => Pearson(Sample.Ranks(x), Sample.Ranks(y));

    /// <summary>Kendall's tau-b, corrected for ties on either side.</summary>
    public static double Kendall(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        long balance = 0, untiedX = 0, untiedY = 0;
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                int signX = x[i].CompareTo(x[j]), signY = y[i].CompareTo(y[j]);
                balance += signX * signY;
                untiedX += Math.Abs(signX);
                untiedY += Math.Abs(signY);
            }
        }

        return balance / Math.Sqrt((double)untiedX * untiedY);
    }
}
