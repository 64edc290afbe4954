using Teleo.Pool.Calibration;

namespace Teleo.Experiments.Statistics;

/// <summary>The largest gap between two empirical distributions, and its exact p-value by counting lattice paths.</summary>
public readonly record struct KolmogorovSmirnov(double Distance, double P)
{
    public static KolmogorovSmirnov Of(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double[] x = Sample.Sorted(a), y = Sample.Sorted(b);
        long widest = 0;   // the distance times both lengths, which is a whole number
        for (int i = 0, j = 0; i < x.Length && j < y.Length;)
        {
            double at = Math.Min(x[i], y[j]);
            while (i < x.Length && x[i] == at) i++;
            while (j < y.Length && y[j] == at) j++;
            widest = Math.Max(widest, Math.Abs((long)i * y.Length - (long)j * x.Length));
        }

        return new((double)widest / ((long)x.Length * y.Length), ShareReaching(widest, x.Length, y.Length));
    }

    /// <summary>Share of the orders of n and m values whose path strays at least as far from the diagonal.</summary>
    private static double ShareReaching(long widest, int n, int m)
    {
        var inside = new double[m + 1];   // chance that a random path is at (i, j) and has stayed inside
        for (int i = 0; i <= n; i++)
        {
            for (int j = 0; j <= m; j++)
            {
                double fromLeft = i > 0 ? inside[j] * i / (i + j) : 0;
                double fromBelow = j > 0 ? inside[j - 1] * j / (i + j) : 0;
                bool strays = Math.Abs((long)i * m - (long)j * n) >= widest;
                inside[j] = strays && i + j > 0 ? 0 : i + j == 0 ? 1 : fromLeft + fromBelow;
            }
        }

        return widest == 0 ? 1 : 1 - inside[m];
    }
}
