using System.Buffers.Binary;

namespace Teleo.Engine.Quantization;

/// <summary>
/// Q4_0 and Q5_0: 32 codes around a centre c (8 or 16), value = scale * (code - c). The scale carries a sign, so that the
/// element of largest magnitude gets the code 0, which reaches one step further than the highest code.
/// </summary>
internal static class CentredCodes
{
    public static void Decode(float scale, ReadOnlySpan<byte> codes, int centre, Span<float> values)
    {
        for (int index = 0; index < SmallCodes.Count; index++) values[index] = scale * (codes[index] - centre);
    }

    public static float Encode(ReadOnlySpan<float> values, int centre, Span<byte> codes)
    {
        float extreme = 0;
        foreach (float value in values)
            if (Math.Abs(value) > Math.Abs(extreme)) extreme = value;
        float scale = extreme / -centre;
        float inverse = scale == 0 ? 0 : 1 / scale;
        for (int index = 0; index < SmallCodes.Count; index++)
            codes[index] = (byte)Math.Min(2 * centre - 1, (int)(values[index] * inverse + (centre + 0.5f)));
        return scale;
    }
}

internal readonly struct Q4_0Block : IBlockFormat
{
    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        Span<byte> codes = stackalloc byte[SmallCodes.Count];
        SmallCodes.UnpackNibbles(block[2..], codes);
        CentredCodes.Decode((float)BinaryPrimitives.ReadHalfLittleEndian(block), codes, 8, values);
    }

    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[SmallCodes.Count];
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)CentredCodes.Encode(values, 8, codes));
        SmallCodes.PackNibbles(codes, block[2..]);
    }
}

internal readonly struct Q5_0Block : IBlockFormat
{
    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        Span<byte> codes = stackalloc byte[SmallCodes.Count];
        SmallCodes.UnpackFives(block[2..], codes);
        CentredCodes.Decode((float)BinaryPrimitives.ReadHalfLittleEndian(block), codes, 16, values);
    }

    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[SmallCodes.Count];
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)CentredCodes.Encode(values, 16, codes));
        SmallCodes.PackFives(codes, block[2..]);
    }
}
