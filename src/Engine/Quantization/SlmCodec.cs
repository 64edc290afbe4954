using Teleo.Engine.Models;

namespace Teleo.Engine.Quantization;

/// <summary>
/// The two quantised types of .slm: integers in one array and positive scales in another. A row of q8 has one scale; a row
/// of q4 one for each <see cref="Q4Block"/> columns, or one if it is shorter.
/// </summary>
public static class SlmCodec
{
    public const int Q4Block = 32;

    /// <summary>Columns that share a scale.</summary>
    public static int BlockColumns(TensorType type, int columns) => type == TensorType.SlmQ8 ? columns : Math.Min(Q4Block, columns);

    public static int ScalesPerRow(TensorType type, int columns) => columns / BlockColumns(type, columns);

    public static void DecodeRow(TensorType type, ReadOnlySpan<byte> bytes, ReadOnlySpan<float> scales, Span<float> values)
    {
        int block = BlockColumns(type, values.Length);
        for (int column = 0; column < values.Length; column++)
        {
            int code = type == TensorType.SlmQ8 ? (sbyte)bytes[column] : (sbyte)(bytes[column / 2] << (column % 2 == 0 ? 4 : 0)) >> 4;
            values[column] = scales[column / block] * code;
        }
    }

    /// <summary>Encodes finite numbers: error at most half a step, a step being the block's largest magnitude / 127 or 7.</summary>
    public static void EncodeRow(TensorType type, ReadOnlySpan<float> values, Span<byte> bytes, Span<float> scales)
    {
        int block = BlockColumns(type, values.Length), highest = type == TensorType.SlmQ8 ? 127 : 7;
        bytes.Clear();
        for (int start = 0; start < values.Length; start += block)
        {
            float largest = 0;
            foreach (float value in values.Slice(start, block)) largest = Math.Max(largest, Math.Abs(value));
            float scale = Math.Max(largest / highest, SmallestScale);
            scales[start / block] = scale;
            for (int column = start; column < start + block; column++)
            {
                int code = (int)Math.Clamp(MathF.Round(values[column] / scale, MidpointRounding.AwayFromZero), -highest, highest);
                if (type == TensorType.SlmQ8) bytes[column] = (byte)code;
                else bytes[column / 2] |= (byte)((code & 15) << (column % 2 == 0 ? 0 : 4));
            }
        }
    }

    // The format wants scales above zero, also for a row of zeros.
    private const float SmallestScale = 1.17549435e-38f;
}
