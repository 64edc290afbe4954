using Teleo.Controller.Domain;

namespace Teleo.Experiments.Preprint;

/// <summary>
/// Exponential, logarithm and normal variates from additions, multiplications, divisions and square roots alone, which round the same way
/// on
/// every machine. A library's functions differ in the last bit between machines, and one bit can turn a decision.
/// </summary>
internal static class PortableMath
{
    // ln 2 in two parts; the first has trailing zeros, so that its product with a small whole number is exact.
    private const double Ln2High = 6.93147180369123816490e-01, Ln2Low = 1.90821492927058770002e-10;

    private const double InverseLn2 = 1.44269504088896338700;

    // The exponents between which e^x is a normal number.
    private const double LeastExponent = -708, MostExponent = 709;

    /// <summary>1 / n! for n from 13 down to 0.</summary>
    private static ReadOnlySpan<double> ExponentialTerms =>
    [
        1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040,
        1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 1.0 / 2, 1, 1,
    ];

    /// <summary>1 / n for odd n from 23 down to 1.</summary>
    private static ReadOnlySpan<double> LogarithmTerms =>
        [1.0 / 23, 1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3, 1];

    /// <summary>e^x, within two units of the last place; 0 where it would be less than the smallest normal number.</summary>
    public static double Exp(double x)
    {
        if (!(x >= LeastExponent)) return double.IsNaN(x) ? x : 0;
        if (x > MostExponent) return double.PositiveInfinity;
        double halvings = Math.Round(x * InverseLn2);
        double rest = x - halvings * Ln2High - halvings * Ln2Low;
        // Taylor's series: at most ln 2 / 2 is left, and its 14th power over 14! is below the last bit.
        double sum = 0;
        foreach (double term in ExponentialTerms) sum = sum * rest + term;
        return sum * BitConverter.Int64BitsToDouble(((long)halvings + 1023) << 52);
    }

    /// <summary>The natural logarithm of a positive normal number, within two units of the last place.</summary>
    public static double Log(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double part = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (part > 1.4142135623730951)
        {
            part /= 2;
            exponent++;
        }

        // ln m = 2 (f + f^3/3 + f^5/5 ...) with f = (m - 1) / (m + 1), at most 0.172.
        double f = (part - 1) / (part + 1), square = f * f, sum = 0;
        foreach (double term in LogarithmTerms) sum = sum * square + term;
        return exponent * Ln2High + (exponent * Ln2Low + 2 * f * sum);
    }

    /// <summary>Two independent standard normal variates, by Marsaglia's polar method.</summary>
    public static (double First, double Second) Normals(ref RandomStream chance)
    {
        while (true)
        {
            double u = 2 * chance.NextDouble() - 1, v = 2 * chance.NextDouble() - 1, s = u * u + v * v;
            if (s is 0 or >= 1) continue;
            double scale = Math.Sqrt(-2 * Log(s) / s);
            return (u * scale, v * scale);
        }
    }
}
