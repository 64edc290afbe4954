namespace Teleo.Experiments.TimeSeries;

/// <summary>Smoothing by a normal kernel cut at four deviations, the series mirrored at its ends.</summary>
internal static class GaussianFilter
{
    public static double[] Smooth(ReadOnlySpan<double> x, double sigma)
    {
        int radius = (int)(4 * sigma + 0.5);
        var kernel = new double[radius + 1];
        double total = 0;
        for (int k = 0; k <= radius; k++)
        {
            kernel[k] = Math.Exp(-0.5 * k * k / (sigma * sigma));
            total += k == 0 ? kernel[k] : 2 * kernel[k];
        }

        var smooth = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double sum = kernel[0] * x[i];
            for (int k = 1; k <= radius; k++) sum += kernel[k] * (x[Mirrored(i - k, x.Length)] + x[Mirrored(i + k, x.Length)]);
            smooth[i] = sum / total;
        }

        return smooth;
    }

    /// <summary>... c b a | a b c d | d c b ...</summary>
    private static int Mirrored(int i, int n)
    {
        while (i < 0 || i >= n) i = i < 0 ? -i - 1 : 2 * n - i - 1;
        return i;
    }
}
