using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Teleo.Experiments.Statistics;

/// <summary>
/// The distributions of all tests. Cumulative functions come from MathNet where its tails are exact enough; quantiles are inverted here to
/// the last bit, because its root finder stops at eight digits, and the non-central t, which it lacks, is summed here.
/// </summary>
public static class Distributions
{
    public static double NormalCdf(double x) => Normal.CDF(0, 1, x);

    public static double NormalQuantile(double p) => Normal.InvCDF(0, 1, p);

    public static double StudentCdf(double t, double degrees)
    {
        if (double.IsNaN(t) || double.IsInfinity(degrees)) return NormalCdf(t);
        double tail = 0.5 * SpecialFunctions.BetaRegularized(degrees / 2, 0.5, degrees / (degrees + t * t));
        return t > 0 ? 1 - tail : tail;
    }

    /// <summary>The chance of a t at least as far from zero, on both sides.</summary>
    public static double StudentTwoSided(double t, double degrees) => 2 * StudentCdf(-Math.Abs(t), degrees);

    public static double StudentQuantile(double p, double degrees)
    {
        if (p == 0.5) return 0;
        if (p > 0.5) return -StudentQuantile(1 - p, degrees);
        double far = -1;
        while (StudentCdf(far, degrees) > p) far *= 2;
        return Invert(t => StudentCdf(t, degrees), p, far, 0);
    }

    public static double BetaQuantile(double p, double a, double b) =>
        Invert(x => SpecialFunctions.BetaRegularized(a, b, x), p, 0, 1);

    /// <summary>
    /// The non-central t of Lenth (1989): a Poisson mixture of incomplete beta functions, summed from the largest
    /// weight outwards so that no weight underflows first.
    /// </summary>
    public static double NoncentralStudentCdf(double t, double degrees, double shift)
    {
        if (t < 0) return 1 - NoncentralStudentCdf(-t, degrees, -shift);
        double x = t * t / (t * t + degrees);
        double rate = shift * shift / 2;
        double sum = 0;
        if (x > 0)
        {
            int centre = (int)rate;
            for (int j = centre; j >= 0 && Add(j); j--)
            {
            }

            for (int j = centre + 1; Add(j); j++)
            {
            }
        }

        return Math.Clamp(NormalCdf(-shift) + sum / 2, 0, 1);

        bool Add(int j)
        {
            double logPower = rate == 0 ? (j == 0 ? 0 : double.NegativeInfinity) : j * Math.Log(rate);
            double even = Math.Exp(-rate + logPower - SpecialFunctions.GammaLn(j + 1));
            double odd = shift / Math.Sqrt(2) * Math.Exp(-rate + logPower - SpecialFunctions.GammaLn(j + 1.5));
            sum += even * SpecialFunctions.BetaRegularized(j + 0.5, degrees / 2, x)
                + odd * SpecialFunctions.BetaRegularized(j + 1, degrees / 2, x);
            return even + Math.Abs(odd) > 1e-17;
        }
    }

    /// <summary>
    /// Finds the argument at which a rising function reaches <paramref name="target"/>, by bisection until no double is between.
    /// </summary>
    internal static double Invert(Func<double, double> rising, double target, double low, double high)
    {
        while (true)
        {
            double middle = low + (high - low) / 2;
            if (middle <= low || middle >= high) return middle;
            if (rising(middle) < target) low = middle;
            else high = middle;
        }
    }
}
