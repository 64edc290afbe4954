using System.Buffers.Binary;

namespace Teleo.Engine.Quantization;

/// <summary>Q4_K: scales, then nibbles; 32 bytes hold two groups, the even one in the low halves.</summary>
internal readonly struct Q4_KBlock : IBlockFormat
{
    private const int NibblesAt = 16;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        Span<byte> codes = stackalloc byte[256];
        UnpackPairs(block[NibblesAt..], codes);
        KScales.Decode(block, codes, values);
    }

    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[256];
        KScales.Encode(values, 15, codes, block);
        PackPairs(codes, block[NibblesAt..]);
    }

    public static void UnpackPairs(ReadOnlySpan<byte> nibbles, Span<byte> codes)
    {
        for (int index = 0; index < 256; index++) codes[index] = (byte)(nibbles[index / 64 * 32 + index % 32] >> (index & 32) / 8 & 15);
    }

    public static void PackPairs(ReadOnlySpan<byte> codes, Span<byte> nibbles)
    {
        nibbles[..128].Clear();
        for (int index = 0; index < 256; index++)
            nibbles[index / 64 * 32 + index % 32] |= (byte)((codes[index] & 15) << (index & 32) / 8);
    }
}

/// <summary>Q5_K: as Q4_K, with the fifth bit of element i of group g in bit g of byte i of 32 bytes between.</summary>
internal readonly struct Q5_KBlock : IBlockFormat
{
    private const int FifthsAt = 16;
    private const int NibblesAt = 48;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        Span<byte> codes = stackalloc byte[256];
        Q4_KBlock.UnpackPairs(block[NibblesAt..], codes);
        for (int index = 0; index < 256; index++) codes[index] |= (byte)((block[FifthsAt + index % 32] >> index / 32 & 1) << 4);
        KScales.Decode(block, codes, values);
    }

    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        Span<byte> codes = stackalloc byte[256];
        KScales.Encode(values, 31, codes, block);
        Q4_KBlock.PackPairs(codes, block[NibblesAt..]);
        block[FifthsAt..NibblesAt].Clear();
        for (int index = 0; index < 256; index++) block[FifthsAt + index % 32] |= (byte)(codes[index] >> 4 << index / 32);
    }
}

/// <summary>
/// Q6_K: sixteen groups of 16, value = scale * s * (code - 32) with one signed byte s per group. Each half of 128 elements has 64 bytes of
/// low nibbles (element i with i + 64) and 32 bytes of upper bit pairs (elements i, i + 32, i + 64, i + 96).
/// </summary>
internal readonly struct Q6_KBlock : IBlockFormat
{
    private const int PairsAt = 128;
    private const int GroupsAt = 192;
    private const int ScaleAt = 208;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float scale = (float)BinaryPrimitives.ReadHalfLittleEndian(block[ScaleAt..]);
        for (int index = 0; index < 256; index++)
        {
            var (nibbleAt, nibbleShift, pairAt, pairShift) = Place(index);
            int code = block[nibbleAt] >> nibbleShift & 15 | (block[pairAt] >> pairShift & 3) << 4;
            values[index] = scale * (sbyte)block[GroupsAt + index / 16] * (code - 32);
        }
    }

    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        block[..GroupsAt].Clear();
        float largest = 0;
        foreach (float value in values) largest = Math.Max(largest, Math.Abs(value));
        var stored = (Half)(largest / 31 / 127);
        BinaryPrimitives.WriteHalfLittleEndian(block[ScaleAt..], stored);
        for (int group = 0; group < 16; group++) EncodeGroup(values, group, (float)stored, block);
    }

    private static void EncodeGroup(ReadOnlySpan<float> values, int group, float scale, Span<byte> block)
    {
        float largest = 0;
        foreach (float value in values.Slice(16 * group, 16)) largest = Math.Max(largest, Math.Abs(value));
        int s = scale == 0 ? 0 : (int)Math.Min(127, MathF.Ceiling(largest / 31 / scale));
        block[GroupsAt + group] = (byte)s;
        for (int index = 16 * group; index < 16 * group + 16; index++)
        {
            int code = 32 + (s == 0 ? 0 : (int)Math.Clamp(MathF.Round(values[index] / (scale * s)), -32, 31));
            var (nibbleAt, nibbleShift, pairAt, pairShift) = Place(index);
            block[nibbleAt] |= (byte)((code & 15) << nibbleShift);
            block[pairAt] |= (byte)(code >> 4 << pairShift);
        }
    }

    private static (int NibbleAt, int NibbleShift, int PairAt, int PairShift) Place(int index)
    {
        int half = index / 128, within = index % 128;
        return (64 * half + within % 64, within / 64 * 4, PairsAt + 32 * half + within % 32, within / 32 * 2);
    }
}
