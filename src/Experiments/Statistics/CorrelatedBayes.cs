using Teleo.Pool.Samples;

namespace Teleo.Experiments.Statistics;

/// <summary>
/// The correlated Bayesian t-test of Corani and Benavoli: the posterior of a mean difference whose samples share data (correlation rho),
/// split by a region of practical equivalence.
/// </summary>
public readonly record struct CorrelatedBayes(double Scale, double PLeft, double PRope, double PRight)
{
    public static CorrelatedBayes Of(ReadOnlySpan<double> differences, double rho, double rope)
    {
        int n = differences.Length;
        double mean = Sample.Mean(differences);
        double scale = Math.Sqrt((1.0 / n + rho / (1 - rho)) * Sample.Variance(differences));
        double left = Distributions.StudentCdf((-rope - mean) / scale, n - 1);
        double right = Distributions.StudentCdf((mean - rope) / scale, n - 1);
        return new(scale, left, 1 - left - right, right);
    }
}
