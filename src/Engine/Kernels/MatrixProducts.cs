using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Teleo.Engine.Models;

namespace Teleo.Engine.Kernels;

/// <summary>
/// Matrix times many columns, for prefill: 32 rows at a time are decoded into panels that stay in the cache for all columns. Each thread
/// has its own workspace.
/// </summary>
internal sealed unsafe class MatrixProducts : IDisposable
{
    public const int RowStep = 32;   // two panels of 16 rows
    private const int Depth = 512;   // columns of the weights in a panel
    private const int Blocks = Depth / Inputs.BlockSize;   // 16

    private readonly NativeBuffer<float> _panels = new(2 * Depth * 16);   // [2, Depth, 16 rows], 64 KiB
    private readonly NativeBuffer<float> _scales = new(2 * 2 * Blocks * 16);   // [2, 2, Blocks, 16 rows]: scales, then offsets
    private readonly NativeBuffer<int> _square = new(16 * 16);   // [16 rows, 16 lanes] before a transpose

    public static long FixedBytes => ((2 * Depth * 16) + (2 * 2 * Blocks * 16) + (16 * 16)) * sizeof(float);

    public long SizeBytes => _panels.SizeBytes + _scales.SizeBytes + _square.SizeBytes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Floats<T>(in TensorView w, in Inputs x, int columns, float* y, int yStride, int begin, int end)
    where T : struct, IFloatElements
    {
        for (int row = begin; row < end; row += RowStep)
            for (int at = 0; at < w.Columns; at += Depth)
            {
                int depth = Math.Min(Depth, w.Columns - at);
                int panels = FloatPanels.CountFor(Math.Min(RowStep, end - row));
                for (int panel = 0; panel < panels; panel++)
                    FillFloats<T>(w, row + (16 * panel), end, at, depth, _panels.Pointer + (panel * Depth * 16));
                // The first part of the depth sets y, the later parts add to it: one order for every column.
                FloatPanels.Multiply<F32Elements>(
                    (byte*)_panels.Pointer, Depth * 16, panels, depth, x.Values + at, x.Stride, columns, y + row, yStride, at > 0);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Integers<T>(in TensorView w, long rowBytes, int scalesPerRow, in Inputs x,
        int columns, float* y, int yStride, int begin, int end)
        where T : struct, IIntegerBlocks
    {
        var panels = new IntegerPanels
        {
            Values = (short*)_panels.Pointer,
            Scales = _scales.Pointer,
            Offsets = T.HasOffset ? _scales.Pointer + (2 * Blocks * 16) : null,
            Stride = Blocks,
        };
        int allBlocks = (w.Columns + Inputs.BlockSize - 1) / Inputs.BlockSize;
        for (int row = begin; row < end; row += RowStep)
            for (int first = 0; first < allBlocks; first += Blocks)
            {
                int blocks = Math.Min(Blocks, allBlocks - first);
                bool isPair = end - row > 16;   // else one panel holds all rows that are left
                for (int panel = 0; panel < (isPair ? 2 : 1); panel++)
                    for (int block = 0; block < blocks; block++)
                        FillIntegers<T>(w, rowBytes, scalesPerRow, row + (16 * panel), end, first + block,
                            panels, (panel * Blocks) + block);   // slot [panel, block]
                panels.Multiply(x, first, blocks, columns, y + row, yStride, isPair, first > 0);
            }
    }

    /// <summary>Q4_0 with the input in bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Nibbles(in TensorView w, in Inputs x, int columns, float* y, int yStride, int begin, int end)
    {
        var panels = new NibblePanels { Values = (byte*)_panels.Pointer, Scales = _scales.Pointer, Stride = Blocks };
        int allBlocks = w.Columns / Inputs.BlockSize;
        for (int row = begin; row < end; row += RowStep)
            for (int first = 0; first < allBlocks; first += Blocks)
            {
                int blocks = Math.Min(Blocks, allBlocks - first);
                bool isPair = end - row > 16;
                for (int panel = 0; panel < (isPair ? 2 : 1); panel++)
                    for (int block = 0; block < blocks; block++)
                        FillNibbles(w, row + (16 * panel), end, first + block, panels, (panel * Blocks) + block);
                panels.Multiply(x, first, blocks, columns, y + row, yStride, isPair, first > 0);
            }
    }

    public void Dispose()
    {
        _panels.Dispose();
        _scales.Dispose();
        _square.Dispose();
    }

    // Rows after the last one repeat it; what they yield falls into the padding of the result.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillFloats<T>(in TensorView w, int row, int end, int at, int depth, float* panel) where T : struct, IFloatElements
    {
        int* square = _square.Pointer;
        long rowBytes = (long)w.Columns * T.Bytes;
        int column = 0;
        // 16 whole rows of F32 are transposed from the file; all others go by way of the square.
        bool inPlace = typeof(T) == typeof(F32Elements) && row + 16 <= end;
        for (; column + 16 <= depth; column += 16)
        {
            if (inPlace)
            {
                Lanes.Transpose((int*)w.Data + ((long)row * w.Columns) + at + column, w.Columns, (int*)panel + (16 * column));
                continue;
            }
            for (int lane = 0; lane < 16; lane++)   // square [16 rows, 16 columns]
                T.Load(w.Data + (Math.Min(row + lane, end - 1) * rowBytes) + ((long)(at + column) * T.Bytes))
                    .AsInt32().Store(square + (16 * lane));
            Lanes.Transpose(square, 16, (int*)panel + (16 * column));
        }
        for (; column < depth; column++)
            for (int lane = 0; lane < 16; lane++)
                panel[(16 * column) + lane] =
                    T.LoadOne(w.Data + (Math.Min(row + lane, end - 1) * rowBytes) + ((long)(at + column) * T.Bytes));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillIntegers<T>(
        in TensorView w, long rowBytes, int scalesPerRow, int row, int end, int block, in IntegerPanels panels, int slot)
        where T : struct, IIntegerBlocks
    {
        int* square = _square.Pointer;
        int count = Math.Min(Inputs.BlockSize, w.Columns - (block * Inputs.BlockSize));
        for (int lane = 0; lane < 16; lane++)
        {
            int from = Math.Min(row + lane, end - 1);
            var values = T.Unpack(
                w.Data + (from * rowBytes), w.Scales + ((long)from * scalesPerRow), block / Inputs.ChunkBlocks,
                block % Inputs.ChunkBlocks, count, out float scale, out float offset);
            values.AsInt32().Store(square + (16 * lane));   // 32 words: 16 lanes of two steps of the depth
            panels.Scales[(16 * slot) + lane] = scale;
            if (T.HasOffset) panels.Offsets[(16 * slot) + lane] = offset;
        }
        Lanes.Transpose(square, 16, (int*)(panels.Values + ((long)slot * IntegerPanels.BlockShorts)));   // [16 pairs, 16 rows, 2]
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillNibbles(in TensorView w, int row, int end, int block, in NibblePanels panels, int slot)
    {
        byte* packed = stackalloc byte[4 * 64];   // [4 fours, 16 rows, 4 bytes]
        long rowBytes = (long)w.Columns / Inputs.BlockSize * Q4_0Blocks.Bytes;
        for (int lane = 0; lane < 16; lane++)
        {
            byte* at = w.Data + (Math.Min(row + lane, end - 1) * rowBytes) + ((long)block * Q4_0Blocks.Bytes);
            panels.Scales[(16 * slot) + lane] = Lanes.FromHalf(at);
            Vector128.Load(at + 2).Store((byte*)_square.Pointer + (64 * lane));   // 16 bytes of the 64 of a row in the square
        }
        // Four lanes of every row become four vectors, one lane of each row in each.
        Lanes.TransposeFour(_square.Pointer, 16, (int*)packed);
        byte* values = panels.Values + ((long)slot * NibblePanels.BlockBytes);
        for (int four = 0; four < 4; four++)
        {
            var both = Vector512.Load(packed + (64 * four));
            // Low nibbles are elements 0..15 of a block, high nibbles 16..31.
            (both & Vector512.Create((byte)15)).Store(values + (64 * four));
            Kernels.Nibbles.High(both).Store(values + (64 * four) + 256);
        }
    }
}
