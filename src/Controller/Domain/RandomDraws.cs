namespace Teleo.Controller.Domain;

/// <summary>
/// The rules that convert random bits into variates, separate from the source of the bits: published vectors test each rule on one
/// generator, and the product uses another.
/// </summary>
internal static class RandomDraws
{
    /// <summary>Uniform in [0, 1) with 53 bits.</summary>
    public static double Uniform<T>(ref T bits) where T : struct, IBitSource =>
        (bits.NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="bound"/>) without bias (Lemire's rejection).</summary>
    public static int Bounded<T>(ref T bits, int bound) where T : struct, IBitSource
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        uint n = (uint)bound;
        ulong m = (bits.NextUInt64() >> 32) * n;
        if ((uint)m < n)
        {
            uint threshold = (uint)-(int)n % n;
            while ((uint)m < threshold) m = (bits.NextUInt64() >> 32) * n;
        }

        return (int)(m >> 32);
    }

    /// <summary>Exponential with mean 1, by inversion.</summary>
    public static double Exponential<T>(ref T bits) where T : struct, IBitSource => -Math.Log(1 - Uniform(ref bits));

    /// <summary>Standard normal by inversion: one uniform per draw, so that draws stay aligned between arms.</summary>
    public static double Normal<T>(ref T bits) where T : struct, IBitSource
    {
        double u = Uniform(ref bits);
        return NormalQuantile.Of(u == 0 ? double.Epsilon : u);
    }

    /// <summary>Gamma with mean <paramref name="shape"/> and scale 1 (Marsaglia and Tsang, 2000).</summary>
    public static double Gamma<T>(ref T bits, double shape) where T : struct, IBitSource
    {
        if (!(shape > 0)) throw new ArgumentOutOfRangeException(nameof(shape), shape, "a gamma shape is above 0");

        // Below 1 the method needs the boost: a draw of shape + 1, shrunk by a power of a uniform.
        if (shape < 1) return Gamma(ref bits, shape + 1) * Math.Pow(1 - Uniform(ref bits), 1 / shape);

        double d = shape - 1.0 / 3, c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = Normal(ref bits), v = 1 + c * x;
            if (v <= 0) continue;
            v = v * v * v;
            if (Math.Log(1 - Uniform(ref bits)) < 0.5 * x * x + d - d * v + d * Math.Log(v)) return d * v;
        }
    }

    /// <summary>Fisher and Yates, from the last place down.</summary>
    public static void Shuffle<T, TValue>(ref T bits, Span<TValue> values) where T : struct, IBitSource
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = Bounded(ref bits, i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
