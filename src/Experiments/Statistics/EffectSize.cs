using Teleo.Pool.Calibration;

namespace Teleo.Experiments.Statistics;

/// <summary>Measures the size of a difference, apart from its certainty.</summary>
public static class EffectSize
{
    public static double CohenD(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double pooled = ((a.Length - 1) * Sample.Variance(a) + (b.Length - 1) * Sample.Variance(b)) / (a.Length + b.Length - 2);
        return (Sample.Mean(a) - Sample.Mean(b)) / Math.Sqrt(pooled);
    }

    /// <summary>Cohen's d with its small-sample bias taken out.</summary>
    public static double HedgesG(ReadOnlySpan<double> a, ReadOnlySpan<double> b) =>
        CohenD(a, b) * (1 - 3.0 / (4 * (a.Length + b.Length) - 9));

    /// <summary>
    /// Share of pairs where a exceeds b, ties counted half: the probability of improvement, and Vargha and Delaney's A12.
    /// </summary>
    public static double ProbabilityOfImprovement(ReadOnlySpan<double> a, ReadOnlySpan<double> b) => (CliffsDelta(a, b) + 1) / 2;

    /// <summary>Share of pairs where a exceeds b less the share where it falls short.</summary>
    public static double CliffsDelta(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        long balance = 0;
        foreach (double x in a)
            foreach (double y in b) balance += x.CompareTo(y);
        return (double)balance / ((long)a.Length * b.Length);
    }

    /// <summary>Hodges and Lehmann's shift: the median of all differences between the samples.</summary>
    public static double Shift(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var differences = new double[a.Length * b.Length];
        int next = 0;
        foreach (double x in a)
            foreach (double y in b) differences[next++] = x - y;
        return Sample.Median(differences);
    }

    /// <summary>Hodges and Lehmann's centre of one sample: the median of all pairwise means, each value paired with itself too.</summary>
    public static double Pseudomedian(ReadOnlySpan<double> values)
    {
        var means = new double[values.Length * (values.Length + 1) / 2];
        int next = 0;
        for (int i = 0; i < values.Length; i++)
            for (int j = 0; j <= i; j++) means[next++] = (values[i] + values[j]) / 2;
        return Sample.Median(means);
    }
}
