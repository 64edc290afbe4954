using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Teleo.Engine.Kernels;

/// <summary>
/// Products of one panel with four columns for processors with dot products in vectors of 256 bits (AVX-VNNI). Eight sums, two weight
/// vectors and one input vector fit into sixteen registers; the sums of two panels would not. The sums are integers, so the results equal
/// those of the other kernels to the bit.
/// </summary>
internal static unsafe class DotPanels
{
    /// <summary>True if these kernels are the fastest. Vectors of 512 bits do as much in one step, so they take precedence.</summary>
    public static bool AreFastest => AvxVnni.IsSupported && !Avx512BW.IsSupported;

    /// <summary>Sixteen rows of nibbles, as <see cref="NibblePanels"/> lays them, with four columns of bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Nibbles(
        byte* w, float* scales, in Inputs x, int firstBlock, int blocks, float* y, int yStride, bool accumulate)
    {
        nint perColumn = x.PaddedBlocks;   // blocks from one column to the next
        short* sums = x.ByteSums;
        float* inputScales = x.ByteScales;
        // Sums of floats. a: rows 0..7, b: rows 8..15; the digit is the column.
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default;
        for (int block = firstBlock; block < firstBlock + blocks; block++)
        {
            // Lanes of four bytes of the input: of four blocks first the 16-byte first halves, then the second halves.
            int* x0 = (int*)(x.Bytes + (block / 4 * 4 * Inputs.BlockSize) + (block % 4 * 16));
            int* x1 = x0 + (perColumn * 8);   // eight lanes a block
            int* x2 = x1 + (perColumn * 8);
            int* x3 = x2 + (perColumn * 8);
            // Sums of integers within a block. i: rows 0..7, j: rows 8..15. They start at the correction of the nibbles.
            Vector256<int> i0 = Centre(sums, block), i1 = Centre(sums, block + perColumn);
            Vector256<int> i2 = Centre(sums, block + (2 * perColumn)), i3 = Centre(sums, block + (3 * perColumn));
            Vector256<int> j0 = i0, j1 = i1, j2 = i2, j3 = i3;
            // Four steps of low nibbles, then four of high ones, which lie 64 bytes on in the input.
            for (int step = 0; step < 8; step++)
            {
                var rows0 = Vector256.Load(w + (64 * step));   // rows 0..7, four steps of the depth each
                var rows1 = Vector256.Load(w + (64 * step) + 32);   // rows 8..15
                int at = step + (step / 4 * 12);
                var input = Vector256.Create(x0[at]).AsSByte();   // four steps of column 0, in every lane
                i0 = AvxVnni.MultiplyWideningAndAdd(i0, rows0, input);
                j0 = AvxVnni.MultiplyWideningAndAdd(j0, rows1, input);
                input = Vector256.Create(x1[at]).AsSByte();
                i1 = AvxVnni.MultiplyWideningAndAdd(i1, rows0, input);
                j1 = AvxVnni.MultiplyWideningAndAdd(j1, rows1, input);
                input = Vector256.Create(x2[at]).AsSByte();
                i2 = AvxVnni.MultiplyWideningAndAdd(i2, rows0, input);
                j2 = AvxVnni.MultiplyWideningAndAdd(j2, rows1, input);
                input = Vector256.Create(x3[at]).AsSByte();
                i3 = AvxVnni.MultiplyWideningAndAdd(i3, rows0, input);
                j3 = AvxVnni.MultiplyWideningAndAdd(j3, rows1, input);
            }
            var s0 = Vector256.Load(scales);   // scales of rows 0..7
            var s1 = Vector256.Load(scales + 8);   // scales of rows 8..15
            nint scaleAt = 4 * block;   // each input scale is there four times
            a0 = Scaled(i0, s0, inputScales[scaleAt], a0);
            b0 = Scaled(j0, s1, inputScales[scaleAt], b0);
            a1 = Scaled(i1, s0, inputScales[scaleAt + (4 * perColumn)], a1);
            b1 = Scaled(j1, s1, inputScales[scaleAt + (4 * perColumn)], b1);
            a2 = Scaled(i2, s0, inputScales[scaleAt + (8 * perColumn)], a2);
            b2 = Scaled(j2, s1, inputScales[scaleAt + (8 * perColumn)], b2);
            a3 = Scaled(i3, s0, inputScales[scaleAt + (12 * perColumn)], a3);
            b3 = Scaled(j3, s1, inputScales[scaleAt + (12 * perColumn)], b3);
            w += NibblePanels.BlockBytes;
            scales += 16;
        }
        Put(a0, b0, y, accumulate);
        Put(a1, b1, y + yStride, accumulate);
        Put(a2, b2, y + (2L * yStride), accumulate);
        Put(a3, b3, y + (3L * yStride), accumulate);
    }

    /// <summary>Sixteen rows of 16-bit numbers, as <see cref="IntegerPanels"/> lays them, with four columns of the same.</summary>
    /// <param name="offsets">For each block sixteen offsets; null without.</param>
    /// <param name="xBlocks">The blocks from one column to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Words(
        short* w, float* scales, float* offsets, short* x, float* inputScales, float* sums, int xBlocks, int blocks, float* y, int yStride,
        bool accumulate)
    {
        int* x0 = (int*)x;   // lanes of two steps of the depth, 16 lanes a block
        int* x1 = x0 + (xBlocks * 16L);
        int* x2 = x1 + (xBlocks * 16L);
        int* x3 = x2 + (xBlocks * 16L);
        // As above: a and i are rows 0..7, b and j rows 8..15; the digit is the column.
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default;
        for (int block = 0; block < blocks; block++)
        {
            Vector256<int> i0 = default, i1 = default, i2 = default, i3 = default;
            Vector256<int> j0 = default, j1 = default, j2 = default, j3 = default;
            for (int pair = 0; pair < 16; pair++)
            {
                var rows0 = Vector256.Load(w + (32 * pair));   // rows 0..7, two steps of the depth each
                var rows1 = Vector256.Load(w + (32 * pair) + 16);   // rows 8..15
                var input = Vector256.Create(x0[pair]).AsInt16();   // two steps of column 0, in every lane
                i0 = AvxVnni.MultiplyWideningAndAdd(i0, rows0, input);
                j0 = AvxVnni.MultiplyWideningAndAdd(j0, rows1, input);
                input = Vector256.Create(x1[pair]).AsInt16();
                i1 = AvxVnni.MultiplyWideningAndAdd(i1, rows0, input);
                j1 = AvxVnni.MultiplyWideningAndAdd(j1, rows1, input);
                input = Vector256.Create(x2[pair]).AsInt16();
                i2 = AvxVnni.MultiplyWideningAndAdd(i2, rows0, input);
                j2 = AvxVnni.MultiplyWideningAndAdd(j2, rows1, input);
                input = Vector256.Create(x3[pair]).AsInt16();
                i3 = AvxVnni.MultiplyWideningAndAdd(i3, rows0, input);
                j3 = AvxVnni.MultiplyWideningAndAdd(j3, rows1, input);
            }
            var s0 = Vector256.Load(scales + (16 * block));
            var s1 = Vector256.Load(scales + (16 * block) + 8);
            a0 = Scaled(i0, s0, inputScales[block], a0);
            b0 = Scaled(j0, s1, inputScales[block], b0);
            a1 = Scaled(i1, s0, inputScales[xBlocks + block], a1);
            b1 = Scaled(j1, s1, inputScales[xBlocks + block], b1);
            a2 = Scaled(i2, s0, inputScales[(2 * xBlocks) + block], a2);
            b2 = Scaled(j2, s1, inputScales[(2 * xBlocks) + block], b2);
            a3 = Scaled(i3, s0, inputScales[(3 * xBlocks) + block], a3);
            b3 = Scaled(j3, s1, inputScales[(3 * xBlocks) + block], b3);
            w += IntegerPanels.BlockShorts;
            x0 += 16;
            x1 += 16;
            x2 += 16;
            x3 += 16;
        }
        // Offsets after all blocks, as in IntegerPanels: the same bits. A sum is that of a block of the input, times its scale.
        if (offsets != null)
            for (int block = 0; block < blocks; block++)
            {
                var o0 = Vector256.Load(offsets + (16 * block));
                var o1 = Vector256.Load(offsets + (16 * block) + 8);
                a0 = Vector256.FusedMultiplyAdd(o0, Vector256.Create(sums[block]), a0);
                b0 = Vector256.FusedMultiplyAdd(o1, Vector256.Create(sums[block]), b0);
                a1 = Vector256.FusedMultiplyAdd(o0, Vector256.Create(sums[xBlocks + block]), a1);
                b1 = Vector256.FusedMultiplyAdd(o1, Vector256.Create(sums[xBlocks + block]), b1);
                a2 = Vector256.FusedMultiplyAdd(o0, Vector256.Create(sums[(2 * xBlocks) + block]), a2);
                b2 = Vector256.FusedMultiplyAdd(o1, Vector256.Create(sums[(2 * xBlocks) + block]), b2);
                a3 = Vector256.FusedMultiplyAdd(o0, Vector256.Create(sums[(3 * xBlocks) + block]), a3);
                b3 = Vector256.FusedMultiplyAdd(o1, Vector256.Create(sums[(3 * xBlocks) + block]), b3);
            }
        Put(a0, b0, y, accumulate);
        Put(a1, b1, y + yStride, accumulate);
        Put(a2, b2, y + (2L * yStride), accumulate);
        Put(a3, b3, y + (3L * yStride), accumulate);
    }

    /// <summary>Minus eight times the sum of the input, as each nibble is eight too large.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Centre(short* sums, nint block) => Vector256.Create(8 * sums[8 * block]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Scaled(Vector256<int> products, Vector256<float> scales, float inputScale, Vector256<float> sum) =>
        // The row scale before the input scale, as in IntegerPanels and NibblePanels: the same roundings, so the same bits.
        Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(products) * scales, Vector256.Create(inputScale), sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector256<float> lower, Vector256<float> upper, float* y, bool accumulate)
    {
        (accumulate ? lower + Vector256.Load(y) : lower).Store(y);
        (accumulate ? upper + Vector256.Load(y + 8) : upper).Store(y + 8);
    }
}
