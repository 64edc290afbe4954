using Teleo.Pool.Samples;

namespace Teleo.Experiments.Statistics;

/// <summary>A statistic recomputed with each value left out in turn.</summary>
public sealed record Jackknife(double StandardError, double Bias, double Acceleration)
{
    public static Jackknife OfMean(ReadOnlySpan<double> sample)
    {
        double total = Sample.Mean(sample) * sample.Length;
        int others = sample.Length - 1;
        return FromLeftOut([.. sample.ToArray().Select(value => (total - value) / others)], Sample.Mean(sample));
    }

    public static Jackknife Of(ReadOnlySpan<double> sample, Statistic statistic)
    {
        double[] values = sample.ToArray();
        return OfIndexed(values.Length, kept => statistic([.. kept.Select(i => values[i])]));
    }

    /// <summary>Computes the jackknife of a statistic of several columns, which gets the remaining rows.</summary>
    public static Jackknife OfIndexed(int count, Func<int[], double> statistic)
    {
        int[] all = [.. Enumerable.Range(0, count)];
        return FromLeftOut([.. all.Select(i => statistic([.. all.Where(j => j != i)]))], statistic(all));
    }

    private static Jackknife FromLeftOut(double[] left, double estimate)
    {
        int n = left.Length;
        double mean = Sample.Mean(left), squares = 0, cubes = 0;
        foreach (double value in left)
        {
            double u = mean - value;
            squares += u * u;
            cubes += u * u * u;
        }

        double acceleration = squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;
        return new(Math.Sqrt((n - 1.0) / n * squares), (n - 1) * (mean - estimate), acceleration);
    }
}
