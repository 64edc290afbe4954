namespace Teleo.Experiments.Statistics;

/// <summary>Computes the probability that a study finds an existing effect, and the seeds it needs.</summary>
public static class Power
{
    /// <summary>Two-sided paired t test of a standardised effect d_z.</summary>
    public static double Paired(double effect, double seeds, double alpha) =>
        TwoSided(effect * Math.Sqrt(seeds), seeds - 1, alpha);

    /// <summary>The standardised effect that n seeds see with the wanted power.</summary>
    public static double SmallestEffect(int seeds, double power, double alpha)
    {
        double high = 1;
        while (Paired(high, seeds, alpha) < power) high *= 2;
        return Distributions.Invert(effect => Paired(effect, seeds, alpha), power, 0, high);
    }

    /// <summary>Chance that equivalence is shown when the true difference is zero, in the normal approximation.</summary>
    public static double Equivalence(double margin, double standardDeviation, double seeds, double alpha) =>
        Math.Max(0,
            2 * Distributions.NormalCdf(margin * Math.Sqrt(seeds) / standardDeviation - Distributions.NormalQuantile(1 - alpha)) - 1);

    private static double TwoSided(double shift, double degrees, double alpha)
    {
        double critical = Distributions.StudentQuantile(1 - alpha / 2, degrees);
        return 1 - Distributions.NoncentralStudentCdf(critical, degrees, shift)
            + Distributions.NoncentralStudentCdf(-critical, degrees, shift);
    }
}
