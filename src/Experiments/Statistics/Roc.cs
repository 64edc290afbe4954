using Teleo.Controller.Domain;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Statistics;

/// <summary>
/// The curve of a score that is to tell positives from negatives: at every threshold the share of positives at or above it over that of
/// negatives.
/// </summary>
/// <param name="FalseShare">Shares of negatives, rising from 0 to 1.</param>
/// <param name="TrueShare">The shares of positives beside them.</param>
/// <param name="Area">The chance that a positive scores above a negative, ties counted half.</param>
/// <param name="Interval">95 % interval of the area, by resampling positives and negatives apart.</param>
public sealed record Roc(double[] FalseShare, double[] TrueShare, double Area, Interval Interval)
{
    private const int Resamples = 1000;

    public static Roc Of(double[] positives, double[] negatives, RandomStream chance)
    {
        double[] thresholds = [double.PositiveInfinity, .. positives.Concat(negatives).Distinct().OrderDescending()];
        var areas = new double[Resamples];
        double[] p = new double[positives.Length], n = new double[negatives.Length];
        for (int b = 0; b < Resamples; b++)
        {
            foreach (ref double value in p.AsSpan()) value = positives[chance.NextInt(positives.Length)];
            foreach (ref double value in n.AsSpan()) value = negatives[chance.NextInt(negatives.Length)];
            areas[b] = AreaOf(p, n);
        }

        Array.Sort(areas);
        return new([.. thresholds.Select(at => ShareFrom(negatives, at))], [.. thresholds.Select(at => ShareFrom(positives, at))],
            AreaOf(positives, negatives), Bootstrap.Percentile(areas, 0.95));
    }

    private static double ShareFrom(double[] scores, double threshold) => scores.Count(score => score >= threshold) / (double)scores.Length;

    private static double AreaOf(double[] positives, double[] negatives)
    {
        double sum = Sample.Ranks([.. positives, .. negatives]).Take(positives.Length).Sum();
        return (sum - positives.Length * (positives.Length + 1.0) / 2) / ((double)positives.Length * negatives.Length);
    }
}
