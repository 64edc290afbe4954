using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Teleo.Engine.Kernels;

/// <summary>The element-wise steps between the products. Lengths need not be multiples of a vector.</summary>
internal static unsafe class VectorMath
{
    /// <summary>e^x within 2e-7 of its value; below -87 it is as good as zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        // The limits keep n in -126..127, the exponents of normal floats.
        x = Vector512.Min(Vector512.Max(x, Vector512.Create(-87f)), Vector512.Create(88f));
        // x = n ln 2 + r with |r| <= ln 2 / 2: the power of two goes into the exponent, the rest is a polynomial.
        var rounder = Vector512.Create(12582912f);   // 1.5 * 2^23: the low bits of rounded are n
        var rounded = Vector512.FusedMultiplyAdd(x, Vector512.Create(1.44269504f), rounder);   // 1 / ln 2
        var n = rounded - rounder;
        // ln 2 in two parts, because one float of it lacks bits that r needs.
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693145752f), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-1.42860677e-6f), r);
        var p = Vector512.Create(1f / 720);   // Taylor series of e^r to r^6 / 720
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 120));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 24));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 6));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.5f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        return (p.AsInt32() + (rounded.AsInt32() << 23)).AsSingle();   // n << 23 adds n to the exponent of p: p * 2^n
    }

    /// <summary>Sets up to gate / (1 + e^-gate) times up. Both have space for full vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SwiGlu(float* gate, float* up, int count)
    {
        for (int i = 0; i < count; i += Lanes.Floats)
        {
            var g = Vector512.Load(gate + i);
            (g / (Vector512<float>.One + Exp(-g)) * Vector512.Load(up + i)).Store(up + i);
        }
    }

    /// <summary>
    /// Replaces scores by e^(score - largest) and returns their sum. The array has space for full vectors; elements after the last score
    /// become zero up to <paramref name="padded"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float SoftmaxUnscaled(float* scores, int count, int padded)
    {
        int whole = (count - 1) / Lanes.Floats * Lanes.Floats;   // the last vector, full or not, is a case of its own
        var isScore = Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count - whole)).AsSingle();
        // Scores in the lanes below count - whole, minus infinity in the rest.
        var last = Vector512.ConditionalSelect(isScore, Vector512.Load(scores + whole), Vector512.Create(float.NegativeInfinity));
        var largest = last;
        for (int i = 0; i < whole; i += Lanes.Floats) largest = Vector512.Max(largest, Vector512.Load(scores + i));
        var top = Vector512.Create(Largest(largest));
        var sum = Exp(last - top) & isScore;   // zero in the lanes without a score
        sum.Store(scores + whole);
        for (int i = 0; i < whole; i += Lanes.Floats)
        {
            var value = Exp(Vector512.Load(scores + i) - top);
            value.Store(scores + i);
            sum += value;
        }
        for (int i = whole + Lanes.Floats; i < padded; i += Lanes.Floats) Vector512<float>.Zero.Store(scores + i);
        return Lanes.Sum(sum);
    }

    /// <summary>output = x * weight / sqrt(mean(x^2) + epsilon).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RmsNorm(float* x, float* weight, float* output, int count, float epsilon)
    {
        int whole = count / Lanes.Floats * Lanes.Floats;
        var squares = Vector512<float>.Zero;
        for (int i = 0; i < whole; i += Lanes.Floats)
        {
            var value = Vector512.Load(x + i);
            squares = Vector512.FusedMultiplyAdd(value, value, squares);
        }
        float sum = Lanes.Sum(squares);
        for (int i = whole; i < count; i++) sum += x[i] * x[i];
        float factor = 1f / MathF.Sqrt((sum / count) + epsilon);
        for (int i = 0; i < whole; i += Lanes.Floats)
            (Vector512.Load(x + i) * Vector512.Create(factor) * Vector512.Load(weight + i)).Store(output + i);
        for (int i = whole; i < count; i++) output[i] = x[i] * factor * weight[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* target, float* values, int count)
    {
        int i = 0;
        for (; i + Lanes.Floats <= count; i += Lanes.Floats) (Vector512.Load(target + i) + Vector512.Load(values + i)).Store(target + i);
        for (; i < count; i++) target[i] += values[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(float* target, float* values, float factor, int count)
    {
        var factors = Vector512.Create(factor);
        int i = 0;
        for (; i + Lanes.Floats <= count; i += Lanes.Floats)
            Vector512.FusedMultiplyAdd(Vector512.Load(values + i), factors, Vector512.Load(target + i)).Store(target + i);
        for (; i < count; i++) target[i] = MathF.FusedMultiplyAdd(values[i], factor, target[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Sum(float* values, int count)
    {
        var sums = Vector512<float>.Zero;
        int i = 0;
        for (; i + Lanes.Floats <= count; i += Lanes.Floats) sums += Vector512.Load(values + i);
        float sum = Lanes.Sum(sums);
        for (; i < count; i++) sum += values[i];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(float* values, float factor, float* output, int count)
    {
        int i = 0;
        for (; i + Lanes.Floats <= count; i += Lanes.Floats) (Vector512.Load(values + i) * Vector512.Create(factor)).Store(output + i);
        for (; i < count; i++) output[i] = values[i] * factor;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Vector512<float> v)
    {
        var eight = Vector256.Max(v.GetLower(), v.GetUpper());
        var four = Vector128.Max(eight.GetLower(), eight.GetUpper());
        four = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        four = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(1, 0, 3, 2)));
        return four.ToScalar();
    }
}
