using System.Runtime.InteropServices;
using Teleo.Engine.Models;
using Teleo.Engine.Quantization;
using Teleo.Engine.Tests.Kernels;

namespace Teleo.Engine.Tests.Quantization;

public sealed unsafe class FiniteWeightsTests
{
    private const int Rows = 7, Columns = 512;

    public static TheoryData<TensorType> Types => [.. Enum.GetValues<TensorType>()];

    [Theory, MemberData(nameof(Types))]
    public void The_first_bad_row_is_the_one_that_decoding_finds(TensorType type)
    {
        for (int seed = 1; seed <= 60; seed++)
        {
            var rng = new TestRandom(seed);
            byte[] bytes = new byte[type.RowBytes(Columns) * Rows];
            float[] scales = new float[Rows * Math.Max(1, SlmCodec.ScalesPerRow(type, Columns))];
            Fill(type, rng, bytes, scales);
            for (int spoiled = rng.Below(3); spoiled > 0; spoiled--) Spoil(type, rng, bytes, scales);
            fixed (byte* data = bytes)
            fixed (float* first = scales)
            {
                var tensor = new TensorView(type, Rows, Columns, data, bytes.Length, type >= TensorType.SlmQ8 ? first : null);
                Assert.Equal(Decoded(tensor), FiniteWeights.FirstBadRow(tensor));
            }
        }
    }

    /// <summary>The definition.</summary>
    private static int Decoded(in TensorView tensor)
    {
        float[] values = new float[Columns];
        for (int row = 0; row < Rows; row++)
        {
            tensor.DecodeRow(row, values);
            if (!values.All(float.IsFinite)) return row;
        }

        return -1;
    }

    private static void Fill(TensorType type, TestRandom rng, byte[] bytes, float[] scales)
    {
        scales.AsSpan().Fill(0.01f);
        if (type >= TensorType.SlmQ8)
        {
            rng.Fill(bytes);
            return;
        }

        float[] row = new float[Columns];
        for (int at = 0; at < Rows; at++)
        {
            for (int i = 0; i < Columns; i++) row[i] = rng.NextNormal();
            TensorCodec.Encode(type, row, bytes.AsSpan(at * (int)type.RowBytes(Columns), (int)type.RowBytes(Columns)));
        }
    }

    // Not a number, or an infinity of either sign, in a value or in one of the scales of a block.
    private static void Spoil(TensorType type, TestRandom rng, byte[] bytes, float[] scales)
    {
        int which = rng.Below(3), block = rng.Below(bytes.Length / type.BlockBytes()) * type.BlockBytes();
        switch (type)
        {
            case TensorType.F32:
                MemoryMarshal.Write(bytes.AsSpan(block), new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity }[which]);
                break;
            case TensorType.BF16:
                MemoryMarshal.Write(bytes.AsSpan(block), (ushort)new[] { 0x7FC0, 0x7F80, 0xFF80 }[which]);
                break;
            case TensorType.SlmQ8 or TensorType.SlmQ4:
                scales[rng.Below(scales.Length)] = new[] { float.NaN, float.PositiveInfinity, float.MaxValue }[which];
                break;
            default:
                bool hasTwo = type is TensorType.Q4_1 or TensorType.Q5_1 or TensorType.Q4_K or TensorType.Q5_K;
                int at = type == TensorType.Q6_K ? type.BlockBytes() - 2 : hasTwo ? 2 * rng.Below(2) : 0;
                MemoryMarshal.Write(bytes.AsSpan(block + at), new[] { Half.NaN, Half.PositiveInfinity, Half.NegativeInfinity }[which]);
                break;
        }
    }
}
