using Teleo.Controller.Domain;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Statistics;

/// <summary>
/// The mean of many curves with two bands: one that holds the true mean at each point with the stated level, and a wider one that holds
/// the whole true curve with it.
/// </summary>
/// <param name="Mean">Not a number at a point that fewer than two curves have.</param>
/// <param name="PointHalf">Half the width of the interval by Student at each point.</param>
/// <param name="CurveHalf">Half the width of the band for the whole curve, by resampling the largest deviation.</param>
/// <param name="Curves">Curves that the means are of.</param>
public sealed record MeanBand(double[] Mean, double[] PointHalf, double[] CurveHalf, int Curves)
{
    private const int Resamples = 1000;

    /// <param name="curves">Curves of one length; values that are not numbers are left out at their point.</param>
    public static MeanBand Of(IReadOnlyList<double[]> curves, RandomStream chance, double level = 0.95)
    {
        int points = curves[0].Length;
        double[] mean = new double[points], error = new double[points], quantile = new double[points];
        for (int t = 0; t < points; t++)
        {
            double[] known = [.. curves.Select(curve => curve[t]).Where(double.IsFinite)];
            var paired = known.Length < 2 ? new PairedTest(known.Length, double.NaN, double.NaN) : PairedTest.Of(known);
            (mean[t], error[t]) = (paired.Mean, paired.StandardError);
            quantile[t] = known.Length < 2 ? double.NaN : Distributions.StudentQuantile(0.5 + level / 2, paired.Degrees);
        }

        double largest = LargestDeviation(curves, mean, error, chance, level);
        return new(mean, [.. error.Select((e, t) => quantile[t] * e)], [.. error.Select((e, t) => Math.Max(largest, quantile[t]) * e)],
            curves.Count);
    }

    /// <summary>
    /// The quantile of the largest deviation over all points, in standard errors. Each resample gives every curve a normal weight of its
    /// own, so that points keep their dependence.
    /// </summary>
    private static double LargestDeviation(IReadOnlyList<double[]> curves, double[] mean, double[] error, RandomStream chance, double level)
    {
        int[] varying = [.. Enumerable.Range(0, mean.Length).Where(t => error[t] > 0)];
        if (varying.Length == 0) return 0;
        var deviations = new double[Resamples];
        double[] weights = new double[curves.Count], sums = new double[varying.Length];
        int[] known = [.. varying.Select(t => curves.Count(curve => double.IsFinite(curve[t])))];
        for (int b = 0; b < Resamples; b++)
        {
            Array.Clear(sums);
            foreach (ref double weight in weights.AsSpan()) weight = chance.NextNormal();
            for (int c = 0; c < curves.Count; c++)
                for (int i = 0; i < varying.Length; i++)
                {
                    double off = curves[c][varying[i]] - mean[varying[i]];
                    if (double.IsFinite(off)) sums[i] += weights[c] * off;
                }

            for (int i = 0; i < varying.Length; i++)
                deviations[b] = Math.Max(deviations[b], Math.Abs(sums[i]) / (known[i] * error[varying[i]]));
        }

        Array.Sort(deviations);
        return Sample.Quantile(deviations, level);
    }
}
