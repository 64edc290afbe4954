namespace Teleo.Controller.Learning;

/// <summary>The n-th root from additions, multiplications and divisions only, so that it has the same bits on every machine.</summary>
internal static class NthRoot
{
    private const long BitsOfOne = 0x3FF0_0000_0000_0000;

    /// <summary>The root of an amount that is finite and above 0.</summary>
    /// <remarks>The exponent divided by n is within a tenth of the root, and each step of Halley's method cubes the error.</remarks>
    public static double Of(double amount, int n)
    {
        double root = BitConverter.Int64BitsToDouble(BitsOfOne + (BitConverter.DoubleToInt64Bits(amount) - BitsOfOne) / n);
        for (int step = 0; step < 3; step++)
        {
            double power = root;
            for (int i = 1; i < n; i++) power *= root;
            root *= ((n - 1) * power + (n + 1) * amount) / ((n + 1) * power + (n - 1) * amount);
        }

        return root;
    }
}
