using System.Buffers.Binary;

namespace Teleo.Engine.Quantization;

/// <summary>
/// Packing of 32 codes of 4 or 5 bits: byte i has the low nibbles of element i (low half) and element i + 16 (high half); the fifth bits,
/// if any, are one 32-bit word before the nibbles, bit i for element i.
/// </summary>
internal static class SmallCodes
{
    public const int Count = 32;

    public static void UnpackNibbles(ReadOnlySpan<byte> nibbles, Span<byte> codes)
    {
        for (int index = 0; index < 16; index++)
        {
            codes[index] = (byte)(nibbles[index] & 15);
            codes[index + 16] = (byte)(nibbles[index] >> 4);
        }
    }

    public static void PackNibbles(ReadOnlySpan<byte> codes, Span<byte> nibbles)
    {
        for (int index = 0; index < 16; index++) nibbles[index] = (byte)(codes[index] & 15 | codes[index + 16] << 4);
    }

    public static void UnpackFives(ReadOnlySpan<byte> packed, Span<byte> codes)
    {
        UnpackNibbles(packed[4..], codes);
        uint fifth = BinaryPrimitives.ReadUInt32LittleEndian(packed);
        for (int index = 0; index < Count; index++) codes[index] |= (byte)((fifth >> index & 1) << 4);
    }

    public static void PackFives(ReadOnlySpan<byte> codes, Span<byte> packed)
    {
        PackNibbles(codes, packed[4..]);
        uint fifth = 0;
        for (int index = 0; index < Count; index++) fifth |= (uint)(codes[index] >> 4) << index;
        BinaryPrimitives.WriteUInt32LittleEndian(packed, fifth);
    }
}
