using System.Buffers.Binary;

namespace Teleo.Engine.Quantization;

internal readonly struct F32Block : IBlockFormat
{
    public static void Decode(ReadOnlySpan<byte> block, Span<float> values) => values[0] = BinaryPrimitives.ReadSingleLittleEndian(block);

    public static void Encode(ReadOnlySpan<float> values, Span<byte> block) => BinaryPrimitives.WriteSingleLittleEndian(block, values[0]);
}

/// <summary>Half precision, rounded to the nearest, ties to even.</summary>
internal readonly struct F16Block : IBlockFormat
{
    public static void Decode(ReadOnlySpan<byte> block, Span<float> values) =>
        values[0] = (float)BinaryPrimitives.ReadHalfLittleEndian(block);

    public static void Encode(ReadOnlySpan<float> values, Span<byte> block) =>
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)values[0]);
}

/// <summary>The upper half of a single, rounded to the nearest, ties to even.</summary>
internal readonly struct BF16Block : IBlockFormat
{
    public static void Decode(ReadOnlySpan<byte> block, Span<float> values) =>
        values[0] = BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(block) << 16);

    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        uint bits = BitConverter.SingleToUInt32Bits(values[0]);
        BinaryPrimitives.WriteUInt16LittleEndian(block, (ushort)(bits + 0x7FFF + (bits >> 16 & 1) >> 16));
    }
}
