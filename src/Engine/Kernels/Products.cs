using System.Diagnostics;
using System.Runtime.CompilerServices;
using Teleo.Engine.Models;

namespace Teleo.Engine.Kernels;

/// <summary>Any weight matrix times any number of columns, for a range of rows: the one place that chooses a kernel.</summary>
internal static unsafe class Products
{
    // Rows that the nearest cache holds while a few columns pass by.
    private const int NearBytes = 16 << 10;

    /// <summary>The kernels by the number of the type.</summary>
    private static readonly Kernel[] Kernels = [.. Enum.GetValues<TensorType>().Select(KernelOf)];

    /// <summary>Decodes one row of a table, such as the embedding of a token.</summary>
    public static void Row(in TensorView table, int row, float* output) => Kernels[(int)table.Type].Row(table, row, output);

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
        if (begin < end) Kernels[(int)w.Type].One(w, x, y, begin, end);
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
        if (begin < end) Kernels[(int)w.Type].Many(w, x, columns, y, yStride, begin, end, workspace);
    }

    private static Kernel KernelOf(TensorType type) => type switch
    {
        TensorType.F32 => Floats<F32Elements>(),
        TensorType.F16 => Floats<F16Elements>() with { One = &OneOfHalves },
        TensorType.BF16 => Floats<BF16Elements>(),
        TensorType.Q8_0 => Blocks<Q8_0Blocks>() with { One = &OneOfBytes },
        TensorType.Q4_0 => Blocks<Q4_0Blocks>() with { One = &OneOfNibbles, Many = &ManyOfNibbles },
        TensorType.Q4_1 => Blocks<Q4_1Blocks>(),
        TensorType.Q5_0 => Blocks<Q5_0Blocks>(),
        TensorType.Q5_1 => Blocks<Q5_1Blocks>(),
        TensorType.Q4_K => Blocks<Q4_KBlocks>(),
        TensorType.Q5_K => Blocks<Q5_KBlocks>(),
        TensorType.Q6_K => Blocks<Q6_KBlocks>(),
        TensorType.SlmQ8 => Blocks<SlmQ8Blocks>(),
        TensorType.SlmQ4 => Blocks<SlmQ4Blocks>(),
        _ => throw new UnreachableException(),
    };

    private static Kernel Floats<T>() where T : struct, IFloatElements =>
        new() { Row = &Embedding.Floats<T>, One = &OneOfFloats<T>, Many = &ManyOfFloats<T> };

    private static Kernel Blocks<T>() where T : struct, IIntegerBlocks =>
        new() { Row = &RowOfBlocks<T>, One = &OneOfBlocks<T>, Many = &ManyOfBlocks<T> };

    private static void RowOfBlocks<T>(in TensorView table, int row, float* output) where T : struct, IIntegerBlocks =>
        Embedding.Blocks<T>(table, row, table.Scales + ((long)row * ScalesPerRow(table)), output);

    private static void OneOfFloats<T>(in TensorView w, in Inputs x, float* y, int begin, int end) where T : struct, IFloatElements =>
        RowProducts.Floats<T>(w.Data, w.Columns, x.Values, y, begin, end);

    private static void OneOfHalves(in TensorView w, in Inputs x, float* y, int begin, int end) =>
        RowProducts.Halves(w.Data, w.Columns, x, y, begin, end);

    private static void OneOfBytes(in TensorView w, in Inputs x, float* y, int begin, int end) =>
        RowProducts.Q8_0(w.Data, w.Columns, x, y, begin, end);

    private static void OneOfNibbles(in TensorView w, in Inputs x, float* y, int begin, int end)
    {
        if (NibbleRows.AreFastest) NibbleRows.Multiply(w.Data, w.Columns, x, y, begin, end);
        else RowProducts.Q4_0(w.Data, w.Columns, x, y, begin, end);
    }

    private static void OneOfBlocks<T>(in TensorView w, in Inputs x, float* y, int begin, int end) where T : struct, IIntegerBlocks =>
        RowProducts.Blocks<T>(w.Data, w.Type.RowBytes(w.Columns), w.Columns, w.Scales, ScalesPerRow(w), x, y, begin, end);

    private static void ManyOfFloats<T>(
        in TensorView w, in Inputs x, int columns, float* y, int yStride, int begin, int end, MatrixProducts workspace)
        where T : struct, IFloatElements => workspace.Floats<T>(w, x, columns, y, yStride, begin, end);

    private static void ManyOfNibbles(
        in TensorView w, in Inputs x, int columns, float* y, int yStride, int begin, int end, MatrixProducts workspace) =>
        workspace.Nibbles(w, x, columns, y, yStride, begin, end);

    private static void ManyOfBlocks<T>(
        in TensorView w, in Inputs x, int columns, float* y, int yStride, int begin, int end, MatrixProducts workspace)
        where T : struct, IIntegerBlocks =>
        workspace.Integers<T>(w, w.Type.RowBytes(w.Columns), ScalesPerRow(w), x, columns, y, yStride, begin, end);

    private static int ScalesPerRow(in TensorView w) => w.Type switch
    {
        TensorType.SlmQ8 => 1,   // one scale a row
        TensorType.SlmQ4 => (w.Columns + Inputs.BlockSize - 1) / Inputs.BlockSize,   // one per 32 elements
        _ => 0,   // the scales lie within the blocks
    };

    /// <summary>The functions of one type of weights.</summary>
    private readonly struct Kernel
    {
        public delegate*<in TensorView, int, float*, void> Row { get; init; }
        public delegate*<in TensorView, in Inputs, float*, int, int, void> One { get; init; }
        public delegate*<in TensorView, in Inputs, int, float*, int, int, int, MatrixProducts, void> Many { get; init; }
    }
}
