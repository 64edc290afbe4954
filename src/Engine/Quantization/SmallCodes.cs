using System.Buffers.Binary;

namespace Teleo.Engine.Quantization;

/// <summary>
/// Packing of 32 codes of 4 or 5 bits: byte i has the low nibbles of element i (low half) and element i + 16 (high half); the fifth bits,
/// if any, are one 32-bit word before the nibbles, bit i for element i.
/// </summary>
internal static class SmallCodes
{
    public const int Count = 32;
}

internal interface ISmallCodes
{
    static abstract int Highest { get; }

    static abstract void Unpack(ReadOnlySpan<byte> packed, Span<byte> codes);

    static abstract void Pack(ReadOnlySpan<byte> codes, Span<byte> packed);
}

internal readonly struct FourBitCodes : ISmallCodes
{
    public static int Highest => 15;

    public static void Unpack(ReadOnlySpan<byte> packed, Span<byte> codes)
    {
        for (int index = 0; index < 16; index++)
        {
            codes[index] = (byte)(packed[index] & 15);
            codes[index + 16] = (byte)(packed[index] >> 4);
        }
    }

    public static void Pack(ReadOnlySpan<byte> codes, Span<byte> packed)
    {
        for (int index = 0; index < 16; index++) packed[index] = (byte)(codes[index] & 15 | codes[index + 16] << 4);
    }
}

internal readonly struct FiveBitCodes : ISmallCodes
{
    public static int Highest => 31;

    public static void Unpack(ReadOnlySpan<byte> packed, Span<byte> codes)
    {
        FourBitCodes.Unpack(packed[4..], codes);
        uint fifth = BinaryPrimitives.ReadUInt32LittleEndian(packed);
        for (int index = 0; index < SmallCodes.Count; index++) codes[index] |= (byte)((fifth >> index & 1) << 4);
    }

    public static void Pack(ReadOnlySpan<byte> codes, Span<byte> packed)
    {
        FourBitCodes.Pack(codes, packed[4..]);
        uint fifth = 0;
        for (int index = 0; index < SmallCodes.Count; index++) fifth |= (uint)(codes[index] >> 4) << index;
        BinaryPrimitives.WriteUInt32LittleEndian(packed, fifth);
    }
}
