using Teleo.Pool.Samples;

namespace Teleo.Experiments.Statistics;

/// <summary>Student's test of paired differences: the same seed ran under both arms, so what the seed did cancels.</summary>
public sealed record PairedTest(int Count, double Mean, double StandardError)
{
    public int Degrees => Count - 1;

    public double T => Mean / StandardError;

    public double PTwoSided => Distributions.StudentTwoSided(T, Degrees);

    public static PairedTest Of(ReadOnlySpan<double> differences) => new(
        differences.Length, Sample.Mean(differences), Sample.StandardDeviation(differences) / Math.Sqrt(differences.Length));

    public Interval Interval(double level)
    {
        double half = Distributions.StudentQuantile(0.5 + level / 2, Degrees) * StandardError;
        return new(Mean - half, Mean + half);
    }

    /// <summary>
    /// Returns the variance of the unpaired difference over that of the paired one. Above 1 the common random numbers paid.
    /// </summary>
    public static double VarianceReduction(ReadOnlySpan<double> a, ReadOnlySpan<double> b) =>
        (Sample.Variance(a) + Sample.Variance(b)) / Sample.Variance(Sample.Differences(a, b));
}
