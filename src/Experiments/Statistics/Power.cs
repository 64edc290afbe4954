using Teleo.Controller.Domain;
using Teleo.Pool.Calibration;

namespace Teleo.Experiments.Statistics;

/// <summary>Computes the probability that a study sees an effect that is there, and the seeds it needs.</summary>
public static class Power
{
    /// <summary>Two-sided paired t test of a standardised effect d_z.</summary>
    public static double Paired(double effect, double seeds, double alpha) =>
        TwoSided(effect * Math.Sqrt(seeds), seeds - 1, alpha);

    /// <summary>Two-sided t test of two groups of equal size.</summary>
    public static double TwoSample(double effect, double perGroup, double alpha) =>
        TwoSided(effect * Math.Sqrt(perGroup / 2), 2 * perGroup - 2, alpha);

    /// <summary>Seeds for a wanted power, as a real number; round up.</summary>
    public static double PairedSeeds(double effect, double power, double alpha) => Solve(n => Paired(effect, n, alpha), power);

    public static double TwoSamplePerGroup(double effect, double power, double alpha) => Solve(n => TwoSample(effect, n, alpha), power);

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

    /// <summary>The exact two-sided sign test: it rejects at <c>k &lt;= Critical</c> or <c>k &gt;= n - Critical</c> (-1: never).</summary>
    public static SignTestPower Sign(int seeds, double alpha, double chanceOfWin)
    {
        int critical = -1;
        double size = 0;
        while (size + 2 * Proportions.BinomialPmf(critical + 1, seeds, 0.5) <= alpha)
            size += 2 * Proportions.BinomialPmf(++critical, seeds, 0.5);
        double power = 0;
        for (int k = 0; k <= critical; k++)
            power += Proportions.BinomialPmf(k, seeds, chanceOfWin) + Proportions.BinomialPmf(seeds - k, seeds, chanceOfWin);
        return new(critical, size, power);
    }

    /// <summary>
    /// Power of the sign-flip test by simulation: pilot differences are centred, shifted by the effect and drawn again.
    /// </summary>
    public static double FromPilot(double[] pilot, double effect, int seeds, double alpha, RandomStream chance, int repetitions = 1_000)
    {
        double mean = Sample.Mean(pilot);
        var drawn = new double[seeds];
        int rejected = 0;
        for (int i = 0; i < repetitions; i++)
        {
            for (int j = 0; j < seeds; j++) drawn[j] = pilot[chance.NextInt(pilot.Length)] - mean + effect;
            if (SignFlip.PTwoSided(drawn, new RandomStream(chance.NextUInt64())) <= alpha) rejected++;
        }

        return (double)rejected / repetitions;
    }

    private static double TwoSided(double shift, double degrees, double alpha)
    {
        double critical = Distributions.StudentQuantile(1 - alpha / 2, degrees);
        return 1 - Distributions.NoncentralStudentCdf(critical, degrees, shift)
            + Distributions.NoncentralStudentCdf(-critical, degrees, shift);
    }

    private static double Solve(Func<double, double> powerOf, double power)
    {
        double high = 4;
        while (powerOf(high) < power) high *= 2;
        return Distributions.Invert(powerOf, power, 2.0001, high);
    }

    public readonly record struct SignTestPower(int Critical, double Size, double Power);
}
