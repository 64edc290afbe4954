using System.Buffers.Binary;

namespace Teleo.Engine.Quantization;

/// <summary>
/// Q4_1 and Q5_1: 32 codes from 0 to 15 or 31 between the smallest and the largest value, value = scale * code +
/// minimum.
/// </summary>
internal readonly struct AffineBlock<TCodes> : IBlockFormat
    where TCodes : ISmallCodes
{
    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        Span<byte> codes = stackalloc byte[SmallCodes.Count];
        TCodes.Unpack(block[4..], codes);
        float scale = (float)BinaryPrimitives.ReadHalfLittleEndian(block);
        float minimum = (float)BinaryPrimitives.ReadHalfLittleEndian(block[2..]);
        for (int index = 0; index < SmallCodes.Count; index++) values[index] = scale * codes[index] + minimum;
    }

    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        float minimum = values[0], maximum = values[0];
        foreach (float value in values) (minimum, maximum) = (Math.Min(minimum, value), Math.Max(maximum, value));
        float scale = (maximum - minimum) / TCodes.Highest;
        float inverse = scale == 0 ? 0 : 1 / scale;
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)scale);
        BinaryPrimitives.WriteHalfLittleEndian(block[2..], (Half)minimum);
        Span<byte> codes = stackalloc byte[SmallCodes.Count];
        for (int index = 0; index < SmallCodes.Count; index++)
            codes[index] = (byte)Math.Min(TCodes.Highest, (int)((values[index] - minimum) * inverse + 0.5f));
        TCodes.Pack(codes, block[4..]);
    }
}
