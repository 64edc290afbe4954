using System.Diagnostics;
using System.Runtime.CompilerServices;
using Teleo.Engine.Models;

namespace Teleo.Engine.Kernels;

/// <summary>Any weight matrix times any number of columns, for a range of rows: the one place that chooses a kernel.</summary>
internal static unsafe class Products
{
    // Rows that the nearest cache holds while a few columns pass by.
    private const int NearBytes = 16 << 10;

    /// <summary>
    /// A few columns, each exactly as if it were alone, with the weights read once: from two to about six this beats unpacking them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Few(in TensorView w, in Inputs x, int columns, float* y, int yStride, int begin, int end)
    {
        if (columns == 1)
        {
            One(w, x, y, begin, end);
            return;
        }
        // Rows; a multiple of four, as short rows are read four at a time.
        int step = (int)Math.Max(4, NearBytes / w.Type.RowBytes(w.Columns) / 4 * 4);
        for (int row = begin; row < end; row += step)
            // All columns with these rows before the next rows, so that the weights come from memory once.
            for (int column = 0; column < columns; column++)
                One(w, x.From(column), y + ((long)column * yStride), row, Math.Min(row + step, end));
    }

    /// <summary>Computes one column, for decode, for the rows from <paramref name="begin"/> to <paramref name="end"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void One(in TensorView w, in Inputs x, float* y, int begin, int end)
    {
        if (begin >= end) return;
        switch (w.Type)
        {
            case TensorType.F32: RowProducts.Floats<F32Elements>(w.Data, w.Columns, x.Values, y, begin, end); break;
            case TensorType.F16: RowProducts.Halves(w.Data, w.Columns, x, y, begin, end); break;
            case TensorType.BF16: RowProducts.Floats<BF16Elements>(w.Data, w.Columns, x.Values, y, begin, end); break;
            case TensorType.Q8_0: RowProducts.Q8_0(w.Data, w.Columns, x, y, begin, end); break;
            case TensorType.Q4_0 when NibbleRows.AreFastest: NibbleRows.Multiply(w.Data, w.Columns, x, y, begin, end); break;
            case TensorType.Q4_0: RowProducts.Q4_0(w.Data, w.Columns, x, y, begin, end); break;
            default: OneOfBlocks(w, x, y, begin, end); break;
        }
    }

    /// <summary>Multiplies one column, for types that are unpacked block by block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneOfBlocks(in TensorView w, in Inputs x, float* y, int begin, int end)
    {
        switch (w.Type)
        {
            case TensorType.Q4_1: Blocks<Q4_1Blocks>(w, x, y, begin, end); break;
            case TensorType.Q5_0: Blocks<Q5_0Blocks>(w, x, y, begin, end); break;
            case TensorType.Q5_1: Blocks<Q5_1Blocks>(w, x, y, begin, end); break;
            case TensorType.Q4_K: Blocks<Q4_KBlocks>(w, x, y, begin, end); break;
            case TensorType.Q5_K: Blocks<Q5_KBlocks>(w, x, y, begin, end); break;
            case TensorType.Q6_K: Blocks<Q6_KBlocks>(w, x, y, begin, end); break;
            case TensorType.SlmQ8: Blocks<SlmQ8Blocks>(w, x, y, begin, end); break;
            case TensorType.SlmQ4: Blocks<SlmQ4Blocks>(w, x, y, begin, end); break;
            default: throw new UnreachableException();
        }
    }

    /// <summary>
    /// Computes any number of columns, for prefill. A column's result does not depend on the number of columns; one column alone also uses
    /// this path, so the numbers do not depend on the batch size.
    /// </summary>
    /// <param name="begin">A multiple of <see cref="MatrixProducts.RowStep"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Many(
        in TensorView w, in Inputs x, int columns, float* y, int yStride, int begin, int end, MatrixProducts workspace)
    {
        if (begin >= end) return;
        switch (w.Type)
        {
            case TensorType.F32: workspace.Floats<F32Elements>(w, x, columns, y, yStride, begin, end); break;
            case TensorType.F16: workspace.Floats<F16Elements>(w, x, columns, y, yStride, begin, end); break;
            case TensorType.BF16: workspace.Floats<BF16Elements>(w, x, columns, y, yStride, begin, end); break;
            case TensorType.Q8_0: Integers<Q8_0Blocks>(w, x, columns, y, yStride, begin, end, workspace); break;
            case TensorType.Q4_0: workspace.Nibbles(w, x, columns, y, yStride, begin, end); break;
            case TensorType.Q4_1: Integers<Q4_1Blocks>(w, x, columns, y, yStride, begin, end, workspace); break;
            case TensorType.Q5_0: Integers<Q5_0Blocks>(w, x, columns, y, yStride, begin, end, workspace); break;
            case TensorType.Q5_1: Integers<Q5_1Blocks>(w, x, columns, y, yStride, begin, end, workspace); break;
            case TensorType.Q4_K: Integers<Q4_KBlocks>(w, x, columns, y, yStride, begin, end, workspace); break;
            case TensorType.Q5_K: Integers<Q5_KBlocks>(w, x, columns, y, yStride, begin, end, workspace); break;
            case TensorType.Q6_K: Integers<Q6_KBlocks>(w, x, columns, y, yStride, begin, end, workspace); break;
            case TensorType.SlmQ8: Integers<SlmQ8Blocks>(w, x, columns, y, yStride, begin, end, workspace); break;
            case TensorType.SlmQ4: Integers<SlmQ4Blocks>(w, x, columns, y, yStride, begin, end, workspace); break;
            default: throw new UnreachableException();
        }
    }

    private static void Blocks<T>(in TensorView w, in Inputs x, float* y, int begin, int end) where T : struct, IIntegerBlocks =>
        RowProducts.Blocks<T>(w.Data, w.Type.RowBytes(w.Columns), w.Columns, w.Scales, ScalesPerRow(w), x, y, begin, end);

    private static void Integers<T>(
        in TensorView w, in Inputs x, int columns, float* y, int yStride, int begin, int end, MatrixProducts workspace)
        where T : struct, IIntegerBlocks =>
        workspace.Integers<T>(w, w.Type.RowBytes(w.Columns), ScalesPerRow(w), x, columns, y, yStride, begin, end);

    private static int ScalesPerRow(in TensorView w) => w.Type switch
    {
        TensorType.SlmQ8 => 1,   // one scale a row
        TensorType.SlmQ4 => (w.Columns + Inputs.BlockSize - 1) / Inputs.BlockSize,   // one per 32 elements
        _ => 0,   // the scales lie within the blocks
    };
}
