using System.Buffers.Binary;

namespace Teleo.Engine.Quantization;

/// <summary>
/// Q8_0: a half-precision scale and 32 signed bytes. Error at most half a step, a step being the largest
/// magnitude / 127.
/// </summary>
internal readonly struct Q8_0Block : IBlockFormat
{
    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        float scale = (float)BinaryPrimitives.ReadHalfLittleEndian(block);
        for (int index = 0; index < 32; index++) values[index] = scale * (sbyte)block[2 + index];
    }

    public static void Encode(ReadOnlySpan<float> values, Span<byte> block)
    {
        float largest = 0;
        foreach (float value in values) largest = Math.Max(largest, Math.Abs(value));
        float scale = largest / 127;
        float inverse = scale == 0 ? 0 : 1 / scale;
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)scale);
        for (int index = 0; index < 32; index++)
            block[2 + index] = (byte)(sbyte)MathF.Round(values[index] * inverse, MidpointRounding.AwayFromZero);
    }
}
