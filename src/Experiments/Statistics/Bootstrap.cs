using Teleo.Pool.Samples;

namespace Teleo.Experiments.Statistics;

/// <summary>Intervals from sorted bootstrap replicates.</summary>
public static class Bootstrap
{
    public static Interval Percentile(ReadOnlySpan<double> replicates, double level) => new(
        Sample.Quantile(replicates, (1 - level) / 2), Sample.Quantile(replicates, (1 + level) / 2));

    /// <summary>Efron's bias-corrected and accelerated interval: the percentiles are moved for bias and for skew.</summary>
    public static Bca BiasCorrected(ReadOnlySpan<double> replicates, double estimate, double acceleration, double level)
    {
        double bias = Distributions.NormalQuantile(ShareBelow(replicates, estimate));
        double lower = Shifted((1 - level) / 2), upper = Shifted((1 + level) / 2);
        return new(new(Sample.Quantile(replicates, lower), Sample.Quantile(replicates, upper)), bias, acceleration, lower, upper);

        double Shifted(double p)
        {
            double z = bias + Distributions.NormalQuantile(p);
            return Distributions.NormalCdf(bias + z / (1 - acceleration * z));
        }
    }

    public static Interval OfMean(ReadOnlySpan<double> sample, Resamples resamples, double level = 0.95) =>
        BiasCorrected(resamples.ReplicateMean(sample), Sample.Mean(sample), Jackknife.OfMean(sample).Acceleration, level).Interval;

    public static Interval Of(ReadOnlySpan<double> sample, Statistic statistic, Resamples resamples, double level = 0.95) =>
        BiasCorrected(resamples.Replicate(sample, statistic), statistic(sample),
            Jackknife.Of(sample, statistic).Acceleration, level).Interval;

    /// <summary>
    /// Returns the share of replicates below the estimate, with equal ones counted half, at least half a replicate away from 0 and 1.
    /// </summary>
    private static double ShareBelow(ReadOnlySpan<double> replicates, double estimate)
    {
        double tie = 1e-12 * Math.Max(1, Math.Abs(estimate)), below = 0;
        foreach (double replicate in replicates)
            below += replicate < estimate - tie ? 1 : replicate <= estimate + tie ? 0.5 : 0;
        return Math.Clamp(below, 0.5, replicates.Length - 0.5) / replicates.Length;
    }

    /// <summary>The interval with its components.</summary>
    public readonly record struct Bca(Interval Interval, double Bias, double Acceleration, double LowerShare, double UpperShare);
}
