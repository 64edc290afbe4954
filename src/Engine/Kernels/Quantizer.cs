using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Teleo.Engine.Kernels;

/// <summary>Floats to whole numbers from -127 to 127, with one scale per 32 elements.</summary>
internal static unsafe class Quantizer
{
    // Added to a small float, it leaves the rounded number in the low bits (ties to even).
    private const float Rounder = 12582912f;

    /// <summary>The definition: the largest magnitude becomes 127, the rest round to the nearest.</summary>
    public static float BlockReference(ReadOnlySpan<float> values, Span<sbyte> quants)
    {
        float largest = 0;
        foreach (float value in values) largest = MathF.Max(largest, MathF.Abs(value));
        float inverse = largest > 0 ? 127f / largest : 0;
        for (int i = 0; i < values.Length; i++) quants[i] = (sbyte)MathF.Round(values[i] * inverse, MidpointRounding.ToEven);
        return ElevenBits(largest / 127f);
    }

    /// <summary>Quantises the elements from <paramref name="begin"/> (a multiple of 32) to <paramref name="end"/> of one column.</summary>
    public static void Column(in Inputs inputs, int column, int begin, int end)
    {
        var own = inputs.From(column);
        int position = begin;
        for (; position + Inputs.BlockSize <= end; position += Inputs.BlockSize)
            Block(Vector512.Load(own.Values + position), Vector512.Load(own.Values + position + 16), own, position);
        if (position < end) LastBlock(own, position, end - position);
    }

    private static void LastBlock(in Inputs own, int position, int count)
    {
        float* padded = stackalloc float[Inputs.BlockSize];
        for (int i = 0; i < Inputs.BlockSize; i++) padded[i] = i < count ? own.Values[position + i] : 0;
        Block(Vector512.Load(padded), Vector512.Load(padded + 16), own, position);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(Vector512<float> low, Vector512<float> high, in Inputs own, int position)
    {
        float largest = VectorMath.Largest(Vector512.Max(Vector512.Abs(low), Vector512.Abs(high)));
        var inverse = Vector512.Create(largest > 0 ? 127f / largest : 0);
        var rounder = Vector512.Create(Rounder);
        var zero = rounder.AsInt32();
        var first = Vector512.FusedMultiplyAdd(low, inverse, rounder).AsInt32() - zero;
        var second = Vector512.FusedMultiplyAdd(high, inverse, rounder).AsInt32() - zero;
        var words = Vector512.Narrow(first, second);
        words.Store(own.Quants + position);
        Vector256.Narrow(words.GetLower(), words.GetUpper()).Store(own.Bytes + position);
        float scale = ElevenBits(largest / 127f);
        own.Scales[position / Inputs.BlockSize] = scale;
        own.Sums[position / Inputs.BlockSize] = scale * Vector512.Sum(first + second);
    }

    // Scales keep as many bits as a half has, so that results stay close to those of programs that store them so.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float ElevenBits(float value)
    {
        float shifted = value * 8193f;
        return shifted - (shifted - value);
    }
}
