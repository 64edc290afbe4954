using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Teleo.Engine.Kernels;

/// <summary>Floats to whole numbers, with one scale per 256 elements.</summary>
internal static unsafe class Quantizer
{
    /// <summary>The largest for which a block of any type, Q6_K with its small scales being the worst, still sums up in 32 bits.</summary>
    public const int Largest = 16383;

    // Added to a small float, it leaves the rounded number in the low bits (ties to even).
    private const float Rounder = 12582912f;

    /// <summary>The definition: the largest magnitude becomes <see cref="Largest"/>, the rest round to the nearest.</summary>
    public static float ChunkReference(ReadOnlySpan<float> values, Span<short> quants)
    {
        float largest = 0;
        foreach (float value in values) largest = MathF.Max(largest, MathF.Abs(value));
        float inverse = largest > 0 ? Largest / largest : 0;
        for (int i = 0; i < values.Length; i++) quants[i] = (short)Math.Round((double)values[i] * inverse, MidpointRounding.ToEven);
        return largest / Largest;
    }

    /// <summary>Quantises the chunk that begins at element <paramref name="begin"/> of a column of the given length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Chunk(in Inputs own, int begin, int length)
    {
        float* values = own.Values + begin;
        int count = Math.Min(Inputs.ChunkSize, length - begin);
        if (count % Inputs.BlockSize != 0)
            for (int i = count; i < (count + Inputs.BlockSize - 1) / Inputs.BlockSize * Inputs.BlockSize; i++) values[i] = 0;
        var largest = Vector512<float>.Zero;
        for (int i = 0; i < count; i += Inputs.BlockSize)
            largest = Vector512.Max(largest, Vector512.Max(Vector512.Abs(Vector512.Load(values + i)), Vector512.Abs(Vector512.Load(values + i + 16))));
        float top = VectorMath.Largest(largest);
        float inverse = top > 0 ? Largest / top : 0, scale = top / Largest;
        for (int i = 0; i < count; i += Inputs.BlockSize) Block(own, begin + i, inverse, scale);
        // Kernels take the scale of a chunk from any of its blocks.
        for (int block = begin / Inputs.BlockSize; block < (begin / Inputs.BlockSize) + Inputs.ChunkBlocks; block++) own.Scales[block] = scale;
    }

    /// <summary>All chunks of one column.</summary>
    public static void Column(in Inputs inputs, int column, int length)
    {
        var own = inputs.From(column);
        for (int begin = 0; begin < length; begin += Inputs.ChunkSize) Chunk(own, begin, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(in Inputs own, int at, float inverse, float scale)
    {
        var factor = Vector512.Create(inverse);
        var rounder = Vector512.Create(Rounder);
        var first = Vector512.FusedMultiplyAdd(Vector512.Load(own.Values + at), factor, rounder).AsInt32() - rounder.AsInt32();
        var second = Vector512.FusedMultiplyAdd(Vector512.Load(own.Values + at + 16), factor, rounder).AsInt32() - rounder.AsInt32();
        var words = Vector512.Narrow(first, second);
        words.Store(own.Quants + at);

        int block = at / Inputs.BlockSize;
        int sum = Vector512.Sum(first + second);
        own.Sums[block] = scale * sum;
        own.Centres[4 * block] = -8 * sum;

        var order = Vector512.Create(
            0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30,
            1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
        Vector512.Shuffle(words, order).Store(own.NibbleOrder + at);
    }
}
