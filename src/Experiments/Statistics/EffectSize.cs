namespace Teleo.Experiments.Statistics;

/// <summary>Measures the size of a difference, apart from its certainty.</summary>
public static class EffectSize
{
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
}
