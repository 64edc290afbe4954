using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Teleo.Experiments.Preprint;

/// <summary>
/// Sums over rows of numbers whose length is a multiple of eight. Eight lanes without fused multiplication, so that additions have one
/// order and the same rounding on every machine.
/// </summary>
internal static class DoubleLanes
{
    public const int Width = 8;

    /// <summary>Rounds a count of numbers up to a whole number of lanes.</summary>
    public static int Rounded(int count) => (count + Width - 1) / Width * Width;

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var x = MemoryMarshal.Cast<double, Vector256<double>>(a);
        var y = MemoryMarshal.Cast<double, Vector256<double>>(b)[..x.Length];
        Vector256<double> low = Vector256<double>.Zero, high = Vector256<double>.Zero;
        for (int i = 0; i + 1 < x.Length; i += 2)
        {
            low += x[i] * y[i];
            high += x[i + 1] * y[i + 1];
        }

        var sum = low + high;
        return sum.GetElement(0) + sum.GetElement(1) + (sum.GetElement(2) + sum.GetElement(3));
    }

    /// <summary>Adds <paramref name="scale"/> times <paramref name="source"/> to <paramref name="target"/>.</summary>
    public static void AddScaled(Span<double> target, double scale, ReadOnlySpan<double> source)
    {
        var x = MemoryMarshal.Cast<double, Vector256<double>>(source);
        var y = MemoryMarshal.Cast<double, Vector256<double>>(target)[..x.Length];
        var factor = Vector256.Create(scale);
        for (int i = 0; i < x.Length; i++) y[i] += factor * x[i];
    }
}
