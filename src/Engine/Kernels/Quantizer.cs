using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Teleo.Engine.Kernels;

/// <summary>Quantises floats to integers: 16-bit words with one scale per 256 elements, bytes with one per 32.</summary>
internal static unsafe class Quantizer
{
    /// <summary>The largest for which a block of any type, Q6_K with its small scales being the worst, still sums up in 32 bits.</summary>
    public const int Largest = 16383;   // 32 * 4,096 * 16,383 = 2,147,352,576, just below 2^31

    /// <summary>The largest of the bytes.</summary>
    public const int LargestByte = 127;

    // Added to a small float, it leaves the rounded number in the low bits (ties to even).
    private const float Rounder = 12582912f;   // 1.5 * 2^23, for magnitudes up to 2^22

    /// <summary>Computes the forms of the chunk that starts at element <paramref name="begin"/> of a column of the given length.</summary>
    public static void Chunk(in Inputs own, int begin, int length, InputForms forms)
    {
        int count = Math.Min(Inputs.ChunkSize, length - begin);
        int padded = (count + Inputs.BlockSize - 1) / Inputs.BlockSize * Inputs.BlockSize;
        for (int i = count; i < padded; i++) own.Values[begin + i] = 0;
        if ((forms & InputForms.Words) != 0) Words(own, begin, padded);
        if ((forms & InputForms.Bytes) != 0) Bytes(own, begin, padded);
        if ((forms & InputForms.Raised) != 0) Raise(own, begin, padded);
    }

    /// <summary>All chunks of one column.</summary>
    public static void Column(in Inputs inputs, int column, int length, InputForms forms)
    {
        if (forms == InputForms.Floats) return;
        var own = inputs.From(column);
        for (int begin = 0; begin < length; begin += Inputs.ChunkSize) Chunk(own, begin, length, forms);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Words(in Inputs own, int begin, int count)
    {
        float* values = own.Values + begin;
        // Sixteen maxima, then one for the chunk.
        var largest = Vector512<float>.Zero;
        for (int i = 0; i < count; i += Inputs.BlockSize)
            largest = Vector512.Max(largest,
                Vector512.Max(Vector512.Abs(Vector512.Load(values + i)), Vector512.Abs(Vector512.Load(values + i + 16))));
        float top = VectorMath.Largest(largest);
        float scale = top / Largest;
        var inverse = Vector512.Create(top > 0 ? Largest / top : 0);
        for (int i = 0; i < count; i += Inputs.BlockSize)
        {
            var first = Rounded(Vector512.Load(values + i), inverse);
            var second = Rounded(Vector512.Load(values + i + 16), inverse);
            Vector512.Narrow(first, second).Store(own.Quants + begin + i);   // 32 words, in order
            own.Sums[(begin + i) / Inputs.BlockSize] = scale * Vector512.Sum(first + second);
        }
        // Kernels take the scale of a chunk from any of its blocks.
        for (int block = begin / Inputs.BlockSize; block < (begin / Inputs.BlockSize) + Inputs.ChunkBlocks; block++)
            own.Scales[block] = scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Bytes(in Inputs own, int begin, int count)
    {
        for (int at = begin; at < begin + count; at += Inputs.BlockSize)
        {
            Vector512<float> low = Vector512.Load(own.Values + at), high = Vector512.Load(own.Values + at + 16);
            float top = VectorMath.Largest(Vector512.Max(Vector512.Abs(low), Vector512.Abs(high)));
            var inverse = Vector512.Create(top > 0 ? LargestByte / top : 0);
            var first = Rounded(low, inverse);
            var second = Rounded(high, inverse);
            int block = at / Inputs.BlockSize;
            // Of four blocks the 16-byte first halves, then, 64 bytes on, the second halves.
            sbyte* bytes = own.Bytes + (block / 4 * 4 * Inputs.BlockSize) + (block % 4 * 16);
            Lanes.NarrowToBytes(first).Store(bytes);
            Lanes.NarrowToBytes(second).Store(bytes + 64);
            // Four copies, one for each 32-bit lane of a block.
            Vector128.Create(ElevenBits(top / LargestByte)).Store(own.ByteScales + (4 * block));
            // Eight, one for each 16-bit lane of it.
            Vector128.Create((short)-Vector512.Sum(first + second)).Store(own.ByteSums + (8 * block));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Raise(in Inputs own, int begin, int count)
    {
        var factor = Vector512.Create(Lanes.RaisedBy);
        for (int at = begin; at < begin + count; at += Inputs.BlockSize)   // 32 columns: the even ones, then the odd ones
        {
            var (even, odd) = Lanes.Deal(Vector512.Load(own.Values + at) * factor, Vector512.Load(own.Values + at + 16) * factor);
            even.Store(own.Raised + at);
            odd.Store(own.Raised + at + 16);
        }
    }

    /// <summary>
    /// The scale of bytes keeps the eleven bits of a half. Others keep it as one, and more bits would make ours part from theirs more
    /// often.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float ElevenBits(float value)
    {
        float above = value * ((1 << 13) + 1);   // the split of Veltkamp: 24 - 13 = 11 bits remain
        return above - (above - value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Rounded(Vector512<float> values, Vector512<float> inverse)
    {
        var rounder = Vector512.Create(Rounder);
        return Vector512.FusedMultiplyAdd(values, inverse, rounder).AsInt32() - rounder.AsInt32();
    }
}
