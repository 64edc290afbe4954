using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Teleo.Engine.Models;

namespace Teleo.Engine.Kernels;

/// <summary>Reads one row of a table of any type as floats.</summary>
internal static unsafe class Embedding
{
    public static void Read(in TensorView table, int row, float* output)
    {
        switch (table.Type)
        {
            case TensorType.F32: Floats<F32Elements>(table, row, output); break;
            case TensorType.F16: Floats<F16Elements>(table, row, output); break;
            case TensorType.BF16: Floats<BF16Elements>(table, row, output); break;
            case TensorType.Q8_0: Blocks<Q8_0Blocks>(table, row, null, output); break;
            case TensorType.Q4_0: Blocks<Q4_0Blocks>(table, row, null, output); break;
            case TensorType.Q4_1: Blocks<Q4_1Blocks>(table, row, null, output); break;
            case TensorType.Q5_0: Blocks<Q5_0Blocks>(table, row, null, output); break;
            case TensorType.Q5_1: Blocks<Q5_1Blocks>(table, row, null, output); break;
            case TensorType.Q4_K: Blocks<Q4_KBlocks>(table, row, null, output); break;
            case TensorType.Q5_K: Blocks<Q5_KBlocks>(table, row, null, output); break;
            case TensorType.Q6_K: Blocks<Q6_KBlocks>(table, row, null, output); break;
            case TensorType.SlmQ8: Blocks<SlmQ8Blocks>(table, row, table.Scales + row, output); break;
            case TensorType.SlmQ4: Blocks<SlmQ4Blocks>(table, row, table.Scales + ((long)row * ((table.Columns + 31) / 32)), output); break;
            default: throw new UnreachableException();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Floats<T>(in TensorView table, int row, float* output) where T : struct, IFloatElements
    {
        byte* at = table.Data + ((long)row * table.Columns * T.Bytes);
        int column = 0;
        for (; column + Lanes.Floats <= table.Columns; column += Lanes.Floats) T.Load(at + ((long)column * T.Bytes)).Store(output + column);
        for (; column < table.Columns; column++) output[column] = T.LoadOne(at + ((long)column * T.Bytes));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blocks<T>(in TensorView table, int row, float* scales, float* output) where T : struct, IIntegerBlocks
    {
        byte* at = table.Data + (row * table.Type.RowBytes(table.Columns));
        float* values = stackalloc float[Inputs.BlockSize];   // one block
        for (int column = 0; column < table.Columns; column += Inputs.BlockSize)
        {
            int count = Math.Min(Inputs.BlockSize, table.Columns - column);
            var words = T.Unpack(at, scales, column / Inputs.ChunkSize, column % Inputs.ChunkSize / Inputs.BlockSize,
                count, out float scale, out float offset);
            Values(words.GetLower(), scale, offset).Store(values);
            Values(words.GetUpper(), scale, offset).Store(values + Lanes.Floats);
            for (int i = 0; i < count; i++) output[column + i] = values[i];   // no vectors: the last block of a row may be shorter
        }
    }

    private static Vector512<float> Values(Vector256<short> words, float scale, float offset) =>
        (Vector512.ConvertToSingle(Lanes.Widen(words)) * Vector512.Create(scale)) + Vector512.Create(offset);
}
