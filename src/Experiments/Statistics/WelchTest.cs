using Teleo.Pool.Calibration;

namespace Teleo.Experiments.Statistics;

/// <summary>The t test of two unpaired samples whose variances may differ.</summary>
public readonly record struct WelchTest(double T, double Degrees)
{
    public double PTwoSided => Distributions.StudentTwoSided(T, Degrees);

    public static WelchTest Of(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double errorA = Sample.Variance(a) / a.Length, errorB = Sample.Variance(b) / b.Length;
        double error = errorA + errorB;
        double degrees = error * error / (errorA * errorA / (a.Length - 1) + errorB * errorB / (b.Length - 1));
        return new((Sample.Mean(a) - Sample.Mean(b)) / Math.Sqrt(error), degrees);
    }
}
