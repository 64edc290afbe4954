using System.Buffers.Binary;

namespace Teleo.Engine.Quantization;

/// <summary>
/// Q4_0 and Q5_0: 32 codes around a centre c (8 or 16), value = scale * (code - c). The scale carries a sign, so that the
/// element of largest magnitude gets the code 0, which reaches one step further than the highest code.
/// </summary>
internal readonly struct CentredBlock<TCodes> : IBlockFormat
    where TCodes : ISmallCodes
{
    private static int Centre => (TCodes.Highest + 1) / 2;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        Span<byte> codes = stackalloc byte[SmallCodes.Count];
        TCodes.Unpack(block[2..], codes);
        float scale = (float)BinaryPrimitives.ReadHalfLittleEndian(block);
        for (int index = 0; index < SmallCodes.Count; index++) values[index] = scale * (codes[index] - Centre);
    }

    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        float extreme = 0;
        foreach (float value in values)
            if (Math.Abs(value) > Math.Abs(extreme)) extreme = value;
        float scale = extreme / -Centre;
        float inverse = scale == 0 ? 0 : 1 / scale;
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)scale);
        Span<byte> codes = stackalloc byte[SmallCodes.Count];
        for (int index = 0; index < SmallCodes.Count; index++)
            codes[index] = (byte)Math.Min(TCodes.Highest, (int)(values[index] * inverse + (Centre + 0.5f)));
        TCodes.Pack(codes, block[2..]);
    }
}
