using System.Buffers.Binary;

namespace Teleo.Engine.Quantization;

/// <summary>
/// The layout of Q4_K and Q5_K: 256 elements in eight groups of 32, value = scale * s * code - least * m, with one six-bit s and m per
/// group in twelve bytes. Bytes 0-3 and 4-7 hold s and m of groups 0-3 in their low six bits; bytes 8-11 the low nibbles of s (low half)
/// and m (high half) of groups 4-7, whose upper two bits are the top bits of bytes 0-3 and 4-7.
/// </summary>
internal static class KScales
{
    public const int Groups = 8;
    public const int GroupElements = 32;

    public static (int S, int M) Unpack(ReadOnlySpan<byte> packed, int group) => group < 4
        ? (packed[group] & 63, packed[group + 4] & 63)
        : (packed[group + 4] & 15 | packed[group - 4] >> 6 << 4, packed[group + 4] >> 4 | packed[group] >> 6 << 4);

    public static void Pack(ReadOnlySpan<byte> s, ReadOnlySpan<byte> m, Span<byte> packed)
    {
        for (int group = 0; group < 4; group++)
        {
            packed[group] = (byte)(s[group] | s[group + 4] >> 4 << 6);
            packed[group + 4] = (byte)(m[group] | m[group + 4] >> 4 << 6);
            packed[group + 8] = (byte)(s[group + 4] & 15 | m[group + 4] << 4);
        }
    }

    public static void Decode(ReadOnlySpan<byte> block, ReadOnlySpan<byte> codes, Span<float> values)
    {
        float scale = (float)BinaryPrimitives.ReadHalfLittleEndian(block);
        float least = (float)BinaryPrimitives.ReadHalfLittleEndian(block[2..]);
        for (int group = 0; group < Groups; group++)
        {
            var (s, m) = Unpack(block[4..], group);
            float step = scale * s, offset = least * m;
            for (int index = group * GroupElements; index < (group + 1) * GroupElements; index++)
                values[index] = step * codes[index] - offset;
        }
    }

    /// <summary>Writes scales and minima of the block and gives the codes: each group spans its own smallest to largest value.</summary>
    public static void Encode(ReadOnlySpan<float> values, int highest, Span<byte> codes, Span<byte> block)
    {
        Span<float> steps = stackalloc float[Groups];
        Span<float> offsets = stackalloc float[Groups];
        for (int group = 0; group < Groups; group++)
        {
            float smallest = 0, largest = 0;   // the offset cannot be negative, so zero is always within
            foreach (float value in values.Slice(group * GroupElements, GroupElements))
                (smallest, largest) = (Math.Min(smallest, value), Math.Max(largest, value));
            steps[group] = (largest - smallest) / highest;
            offsets[group] = -smallest;
        }

        Span<byte> s = stackalloc byte[Groups];
        Span<byte> m = stackalloc byte[Groups];
        float scale = ToSixBits(steps, s, block), least = ToSixBits(offsets, m, block[2..]);
        Pack(s, m, block[4..]);
        for (int group = 0; group < Groups; group++)
        {
            float step = scale * s[group], offset = least * m[group];
            for (int index = group * GroupElements; index < (group + 1) * GroupElements; index++)
                codes[index] = (byte)Math.Clamp(step == 0 ? 0 : (int)MathF.Round((values[index] + offset) / step), 0, highest);
        }
    }

    // Rounded up, so that no group loses its ends.
    private static float ToSixBits(ReadOnlySpan<float> numbers, Span<byte> sixes, Span<byte> scaleBytes)
    {
        float largest = 0;
        foreach (float number in numbers) largest = Math.Max(largest, number);
        var stored = (Half)(largest / 63);
        BinaryPrimitives.WriteHalfLittleEndian(scaleBytes, stored);
        float unit = (float)stored;
        for (int index = 0; index < numbers.Length; index++)
            sixes[index] = (byte)(unit == 0 ? 0 : Math.Min(63, MathF.Ceiling(numbers[index] / unit)));
        return unit;
    }
}
