using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Teleo.Engine.Kernels;

/// <summary>
/// Products of two integer panels with quantised columns. A panel is sixteen rows side by side as 16-bit numbers, two steps
/// of the depth in each 32-bit lane, with a vector of scales (and perhaps of offsets) per 32 steps.
/// </summary>
internal unsafe struct IntegerPanels
{
    public const int BlockShorts = Inputs.BlockSize * 16;   // 32 steps of the depth, 16 rows

    public short* Values;     // [2, blocks, 16 pairs, 16 rows, 2]
    public float* Scales;     // [2, blocks, 16 rows]
    public float* Offsets;    // [2, blocks, 16 rows], null without
    public int Stride;        // blocks from the first panel to the second

    /// <summary>Adds to, or sets, 32 rows of the result for all columns; see <see cref="FloatPanels"/>.</summary>
    public readonly void Multiply(in Inputs x, int firstBlock, int blocks, int columns, float* y, int yStride, bool isPair, bool accumulate)
    {
        short* quants = x.Quants + ((long)firstBlock * Inputs.BlockSize);
        float* scales = x.Scales + firstBlock, sums = x.Sums + firstBlock;
        int stride = x.PaddedBlocks;   // blocks from one column to the next
        int column = 0;
        for (; column + 4 <= columns; column += 4)
        {
            long from = (long)column * stride;
            if (DotPanels.AreFastest)
            {
                for (int panel = 0; panel < (isPair ? 2 : 1); panel++)
                    DotPanels.Words(
                        Values + ((long)panel * Stride * BlockShorts), Scales + (panel * Stride * 16),
                        Offsets == null ? null : Offsets + (panel * Stride * 16), quants + (from * Inputs.BlockSize), scales + from,
                        sums + from, stride, blocks, y + ((long)column * yStride) + (16 * panel), yStride, accumulate);
                continue;
            }
            TwoByFour(quants + (from * Inputs.BlockSize), scales + from, sums + from, stride, blocks,
                y + ((long)column * yStride), yStride, isPair, accumulate);
        }
        for (; column < columns; column++)
        {
            long from = (long)column * stride;
            TwoByOne((int*)(quants + (from * Inputs.BlockSize)), scales + from, sums + from, blocks,
                y + ((long)column * yStride), isPair, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void TwoByFour(
        short* x, float* inputScales, float* sums, int xBlocks, int blocks, float* y, int yStride, bool isPair, bool accumulate)
    {
        short* w0 = Values;
        short* w1 = isPair ? Values + ((long)Stride * BlockShorts) : Values;   // without a second panel the first stands in for it
        float* scales = Scales;
        nint second = isPair ? (nint)Stride * 16 : 0;   // floats from the scales of the first panel to those of the second
        int* x0 = (int*)(x + (0L * xBlocks * Inputs.BlockSize));   // lanes of two steps of the depth, 16 lanes a block
        int* x1 = (int*)(x + (1L * xBlocks * Inputs.BlockSize));
        int* x2 = (int*)(x + (2L * xBlocks * Inputs.BlockSize));
        int* x3 = (int*)(x + (3L * xBlocks * Inputs.BlockSize));
        // Sums of floats. a: first panel, b: second panel; the digit is the column.
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector512<float> b0 = default, b1 = default, b2 = default, b3 = default;
        for (int block = 0; block < blocks; block++)
        {
            // Sums of integers within a block, exact in 32 bits (see Quantizer.Largest). i: first panel, j: second panel.
            Vector512<int> i0 = default, i1 = default, i2 = default, i3 = default;
            Vector512<int> j0 = default, j1 = default, j2 = default, j3 = default;
            for (int pair = 0; pair < 16; pair++)
            {
                var p0 = Vector512.Load(w0 + (32 * pair));   // 16 rows, two steps of the depth each
                var p1 = Vector512.Load(w1 + (32 * pair));
                var input0 = Vector512.Create(x0[pair]).AsInt16();   // two steps of column 0, in every lane
                i0 += Lanes.MultiplyAddPairs(p0, input0);
                j0 += Lanes.MultiplyAddPairs(p1, input0);
                var input1 = Vector512.Create(x1[pair]).AsInt16();
                i1 += Lanes.MultiplyAddPairs(p0, input1);
                j1 += Lanes.MultiplyAddPairs(p1, input1);
                var input2 = Vector512.Create(x2[pair]).AsInt16();
                i2 += Lanes.MultiplyAddPairs(p0, input2);
                j2 += Lanes.MultiplyAddPairs(p1, input2);
                var input3 = Vector512.Create(x3[pair]).AsInt16();
                i3 += Lanes.MultiplyAddPairs(p0, input3);
                j3 += Lanes.MultiplyAddPairs(p1, input3);
            }
            var s0 = Vector512.Load(scales);   // scales of the 16 rows of the first panel
            var s1 = Vector512.Load(scales + second);   // of the second
            a0 = Scaled(i0, s0, inputScales[(0 * xBlocks) + block], a0);
            b0 = Scaled(j0, s1, inputScales[(0 * xBlocks) + block], b0);
            a1 = Scaled(i1, s0, inputScales[(1 * xBlocks) + block], a1);
            b1 = Scaled(j1, s1, inputScales[(1 * xBlocks) + block], b1);
            a2 = Scaled(i2, s0, inputScales[(2 * xBlocks) + block], a2);
            b2 = Scaled(j2, s1, inputScales[(2 * xBlocks) + block], b2);
            a3 = Scaled(i3, s0, inputScales[(3 * xBlocks) + block], a3);
            b3 = Scaled(j3, s1, inputScales[(3 * xBlocks) + block], b3);
            w0 += BlockShorts;
            w1 += BlockShorts;
            scales += 16;
            x0 += 16;
            x1 += 16;
            x2 += 16;
            x3 += 16;
        }
        // Offsets after all blocks, as in DotPanels: the same bits. A sum is that of a block of the input, times its scale.
        if (Offsets != null)
            for (int block = 0; block < blocks; block++)
            {
                var o0 = Vector512.Load(Offsets + (16 * block));
                var o1 = Vector512.Load(Offsets + second + (16 * block));
                a0 = Vector512.FusedMultiplyAdd(o0, Vector512.Create(sums[(0 * xBlocks) + block]), a0);
                b0 = Vector512.FusedMultiplyAdd(o1, Vector512.Create(sums[(0 * xBlocks) + block]), b0);
                a1 = Vector512.FusedMultiplyAdd(o0, Vector512.Create(sums[(1 * xBlocks) + block]), a1);
                b1 = Vector512.FusedMultiplyAdd(o1, Vector512.Create(sums[(1 * xBlocks) + block]), b1);
                a2 = Vector512.FusedMultiplyAdd(o0, Vector512.Create(sums[(2 * xBlocks) + block]), a2);
                b2 = Vector512.FusedMultiplyAdd(o1, Vector512.Create(sums[(2 * xBlocks) + block]), b2);
                a3 = Vector512.FusedMultiplyAdd(o0, Vector512.Create(sums[(3 * xBlocks) + block]), a3);
                b3 = Vector512.FusedMultiplyAdd(o1, Vector512.Create(sums[(3 * xBlocks) + block]), b3);
            }
        Put(a0, y + (0L * yStride), accumulate);
        Put(a1, y + (1L * yStride), accumulate);
        Put(a2, y + (2L * yStride), accumulate);
        Put(a3, y + (3L * yStride), accumulate);
        if (!isPair) return;   // b then repeats a
        Put(b0, y + (0L * yStride) + 16, accumulate);
        Put(b1, y + (1L * yStride) + 16, accumulate);
        Put(b2, y + (2L * yStride) + 16, accumulate);
        Put(b3, y + (3L * yStride) + 16, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void TwoByOne(int* x, float* inputScales, float* sums, int blocks, float* y, bool isPair, bool accumulate)
    {
        nint second = isPair ? (nint)Stride * 16 : 0;
        // The order of TwoByFour for one column, so the same bits. a, i: first panel, b, j: second panel.
        Vector512<float> a = default, b = default;
        for (int block = 0; block < blocks; block++)
        {
            Vector512<int> i = default, j = default;
            short* w0 = Values + ((long)block * BlockShorts);
            short* w1 = w0 + (second * Inputs.BlockSize);   // Stride * 16 * 32 shorts = Stride * BlockShorts
            for (int pair = 0; pair < 16; pair++)
            {
                var both = Vector512.Create(x[(16 * block) + pair]).AsInt16();
                i += Lanes.MultiplyAddPairs(Vector512.Load(w0 + (32 * pair)), both);
                j += Lanes.MultiplyAddPairs(Vector512.Load(w1 + (32 * pair)), both);
            }
            a = Scaled(i, Vector512.Load(Scales + (16 * block)), inputScales[block], a);
            b = Scaled(j, Vector512.Load(Scales + second + (16 * block)), inputScales[block], b);
        }
        if (Offsets != null)
            for (int block = 0; block < blocks; block++)
            {
                a = Vector512.FusedMultiplyAdd(Vector512.Load(Offsets + (16 * block)), Vector512.Create(sums[block]), a);
                b = Vector512.FusedMultiplyAdd(Vector512.Load(Offsets + second + (16 * block)), Vector512.Create(sums[block]), b);
            }
        Put(a, y, accumulate);
        if (isPair) Put(b, y + 16, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Scaled(Vector512<int> products, Vector512<float> scales, float inputScale, Vector512<float> sum) =>
        // The row scale before the input scale, as in DotPanels: the same roundings, so the same bits.
        Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(products) * scales, Vector512.Create(inputScale), sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector512<float> value, float* y, bool accumulate) =>
        (accumulate ? value + Vector512.Load(y) : value).Store(y);
}
