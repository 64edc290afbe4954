using Teleo.Controller.Domain;

namespace Teleo.Experiments.TimeSeries;

/// <summary>
/// Critical slowing down: tests whether variance and lag-1 autocorrelation after detrending rise along the series. A rise is judged by its
/// rank among surrogates: AR(1) series refitted to the detrended stable part and passed through this whole pipeline. Kendall's own p-value
/// is not used, because overlapping windows invalidate it.
/// </summary>
internal sealed record EarlyWarning
{
    /// <summary>Width of the detrending filter as a share of the series; 0 for none.</summary>
    public double Bandwidth { get; init; } = 0.2;

    /// <summary>Length of the rolling window as a share of the series.</summary>
    public double WindowShare { get; init; } = 0.5;

    /// <summary>The share at the start that is taken as stable, for fitting the null model.</summary>
    public double StableShare { get; init; } = 1;

    public int Surrogates { get; init; } = 1000;

    /// <summary>
    /// Returns the standard deviation of a kernel: a bandwidth is the distance between its quartiles, at 0.675 deviations, a quarter of it
    /// each.
    /// </summary>
    public double SigmaFor(int length) => 0.25 / 0.675 * Bandwidth * length;

    public EarlyWarningIndicators Indicators(ReadOnlySpan<double> x)
    {
        int window = (int)(WindowShare * x.Length);
        if (window < 4)
            throw new ArgumentException(
                $"{x.Length} values are too few for windows of {WindowShare} of them: at least {4 / WindowShare:0}");
        double[] residuals = Detrended(x);
        int count = x.Length - window + 1;
        double[] variance = new double[count], lagOne = new double[count];
        for (int i = 0; i < count; i++)
        {
            var part = residuals.AsSpan(i, window);
            variance[i] = Teleo.Pool.Samples.Sample.Variance(part);
            lagOne[i] = Memory(part);
        }

        return new(residuals, window, variance, lagOne);
    }

    /// <summary>The trends of the indicators and how often the null model does as well.</summary>
    public EarlyWarningVerdict Judge(ReadOnlySpan<double> x, RandomStream random)
    {
        var seen = Indicators(x);
        var model = Ar1.Fit(seen.Residuals.AsSpan(0, Math.Max(10, (int)(StableShare * x.Length))));
        double tauVariance = seen.VarianceTrend, tauLagOne = seen.LagOneTrend, tauBoth = Math.Min(tauVariance, tauLagOne);
        int variance = 1, both = 1;
        for (int i = 0; i < Surrogates; i++)
        {
            var made = Indicators(model.Simulate(x.Length, ref random));
            double madeVariance = made.VarianceTrend;
            if (madeVariance >= tauVariance) variance++;
            if (Math.Min(madeVariance, made.LagOneTrend) >= tauBoth) both++;
        }

        double all = Surrogates + 1;
        return new(seen, variance / all, both / all);
    }

    /// <summary>A window in which nothing happens remembers nothing.</summary>
    private static double Memory(ReadOnlySpan<double> window)
    {
        double lagOne = Series.LagOne(window);
        return double.IsNaN(lagOne) ? 0 : lagOne;
    }

    private double[] Detrended(ReadOnlySpan<double> x)
    {
        if (Bandwidth == 0) return x.ToArray();
        double[] smooth = GaussianFilter.Smooth(x, SigmaFor(x.Length));
        for (int i = 0; i < smooth.Length; i++) smooth[i] = x[i] - smooth[i];
        return smooth;
    }
}

/// <summary>The indicators over rolling windows: entry i belongs to the window that ends at value <c>i + Window - 1</c>.</summary>
internal sealed record EarlyWarningIndicators(double[] Residuals, int Window, double[] Variance, double[] LagOne)
{
    public double VarianceTrend => MannKendall.Of(Variance).Tau;

    public double LagOneTrend => MannKendall.Of(LagOne).Tau;
}

/// <param name="VarianceP">Share of surrogates (and the series itself) whose variance rises at least as steadily.</param>
/// <param name="BothP">The same for the weaker of the two rises, which is what a warning rests on.</param>
internal sealed record EarlyWarningVerdict(EarlyWarningIndicators Indicators, double VarianceP, double BothP);
