using System.Buffers.Binary;

namespace Teleo.Engine.Quantization;

/// <summary>
/// Q4_1 and Q5_1: 32 codes from 0 to 15 or 31 between the smallest and the largest value, value = scale * code +
/// minimum.
/// </summary>
internal static class AffineCodes
{
    public static void Decode(ReadOnlySpan<byte> block, ReadOnlySpan<byte> codes, Span<float> values)
    {
        float scale = (float)BinaryPrimitives.ReadHalfLittleEndian(block);
        float minimum = (float)BinaryPrimitives.ReadHalfLittleEndian(block[2..]);
        for (int index = 0; index < SmallCodes.Count; index++) values[index] = scale * codes[index] + minimum;
    }

    public static void Encode(ReadOnlySpan<float> values, int highest, Span<byte> codes, Span<byte> block)
    {
        float minimum = values[0], maximum = values[0];
        foreach (float value in values) (minimum, maximum) = (Math.Min(minimum, value), Math.Max(maximum, value));
        float scale = (maximum - minimum) / highest;
        float inverse = scale == 0 ? 0 : 1 / scale;
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)scale);
        BinaryPrimitives.WriteHalfLittleEndian(block[2..], (Half)minimum);
        for (int index = 0; index < SmallCodes.Count; index++)
            codes[index] = (byte)Math.Min(highest, (int)((values[index] - minimum) * inverse + 0.5f));
    }
}

internal readonly struct Q4_1Block : IBlockFormat
{
    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        Span<byte> codes = stackalloc byte[SmallCodes.Count];
        SmallCodes.UnpackNibbles(block[4..], codes);
        AffineCodes.Decode(block, codes, values);
    }

    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[SmallCodes.Count];
        AffineCodes.Encode(values, 15, codes, block);
        SmallCodes.PackNibbles(codes, block[4..]);
    }
}

internal readonly struct Q5_1Block : IBlockFormat
{
    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        Span<byte> codes = stackalloc byte[SmallCodes.Count];
        SmallCodes.UnpackFives(block[4..], codes);
        AffineCodes.Decode(block, codes, values);
    }

    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[SmallCodes.Count];
        AffineCodes.Encode(values, 31, codes, block);
        SmallCodes.PackFives(codes, block[4..]);
    }
}
