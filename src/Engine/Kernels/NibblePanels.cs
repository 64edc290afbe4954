using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Teleo.Engine.Kernels;

/// <summary>
/// Products of two panels of Q4_0 rows with columns of bytes. A panel is sixteen rows side by side, four steps of the depth as unsigned
/// bytes in each 32-bit lane: of a block first the four lanes of its low nibbles, then those of its high nibbles.
/// </summary>
internal unsafe struct NibblePanels
{
    public const int BlockBytes = Inputs.BlockSize * 16;   // 32 steps of the depth, 16 rows

    public byte* Values;      // [2, blocks, 8 fours, 16 rows, 4]
    public float* Scales;     // [2, blocks, 16 rows]
    public int Stride;        // blocks from the first panel to the second

    /// <summary>Adds to, or sets, 32 rows of the result for all columns; see <see cref="FloatPanels"/>.</summary>
    public readonly void Multiply(in Inputs x, int firstBlock, int blocks, int columns, float* y, int yStride, bool isPair, bool accumulate)
    {
        int column = 0;
        for (; DotPanels.AreFastest && column + 4 <= columns; column += 4)
            for (int panel = 0; panel < (isPair ? 2 : 1); panel++)
                DotPanels.Nibbles(
                    Values + ((long)panel * Stride * BlockBytes), Scales + (panel * Stride * 16), x.From(column), firstBlock, blocks,
                    y + ((long)column * yStride) + (16 * panel), yStride, accumulate);
        for (; column + 4 <= columns; column += 4)
            TwoByFour(x.From(column), firstBlock, blocks, y + ((long)column * yStride), yStride, isPair, accumulate);
        for (; column < columns; column++)
            TwoByOne(x.From(column), firstBlock, blocks, y + ((long)column * yStride), isPair, accumulate);
    }

    // A 16-bit lane sums sixteen products of a nibble and a byte, less four times the input of the block: at most
    // 16 * 15 * 127 = 30,480, which fits.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void TwoByFour(in Inputs x, int firstBlock, int blocks, float* y, int yStride, bool isPair, bool accumulate)
    {
        byte* w0 = Values;
        byte* w1 = isPair ? Values + ((long)Stride * BlockBytes) : Values;   // without a second panel the first stands in for it
        float* scales = Scales;
        nint second = isPair ? (nint)Stride * 16 : 0;   // floats from the scales of the first panel to those of the second
        nint perColumn = x.PaddedBlocks;   // blocks from one column to the next
        short* sums = x.ByteSums;
        float* inputScales = x.ByteScales;
        // Sums of floats. a: first panel, b: second panel; the digit is the column.
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector512<float> b0 = default, b1 = default, b2 = default, b3 = default;
        for (int block = firstBlock; block < firstBlock + blocks; block++)
        {
            // Lanes of four bytes of the input: of four blocks first the 16-byte first halves, then the second halves.
            int* x0 = (int*)(x.Bytes + (block / 4 * 4 * Inputs.BlockSize) + (block % 4 * 16));
            int* x1 = x0 + (perColumn * 8);   // eight lanes a block
            int* x2 = x1 + (perColumn * 8);
            int* x3 = x2 + (perColumn * 8);
            // Sums of integers within a block. i: first panel, j: second panel. A row is the two 16-bit halves of a lane.
            Vector512<short> i0 = Centre(sums, block), i1 = Centre(sums, block + perColumn);
            Vector512<short> i2 = Centre(sums, block + (2 * perColumn)), i3 = Centre(sums, block + (3 * perColumn));
            Vector512<short> j0 = i0, j1 = i1, j2 = i2, j3 = i3;
            for (int four = 0; four < 4; four++)
            {
                // The low nibbles' bytes of the input, and 64 bytes on the high ones'.
                var low0 = Vector512.Load(w0 + (64 * four));   // 16 rows, four steps of the depth each
                var low1 = Vector512.Load(w1 + (64 * four));
                var high0 = Vector512.Load(w0 + (64 * four) + 256);
                var high1 = Vector512.Load(w1 + (64 * four) + 256);
                Vector512<sbyte> low = Vector512.Create(x0[four]).AsSByte(), high = Vector512.Create(x0[four + 16]).AsSByte();
                i0 += Lanes.MultiplyAddPairs(low0, low) + Lanes.MultiplyAddPairs(high0, high);
                j0 += Lanes.MultiplyAddPairs(low1, low) + Lanes.MultiplyAddPairs(high1, high);
                (low, high) = (Vector512.Create(x1[four]).AsSByte(), Vector512.Create(x1[four + 16]).AsSByte());
                i1 += Lanes.MultiplyAddPairs(low0, low) + Lanes.MultiplyAddPairs(high0, high);
                j1 += Lanes.MultiplyAddPairs(low1, low) + Lanes.MultiplyAddPairs(high1, high);
                (low, high) = (Vector512.Create(x2[four]).AsSByte(), Vector512.Create(x2[four + 16]).AsSByte());
                i2 += Lanes.MultiplyAddPairs(low0, low) + Lanes.MultiplyAddPairs(high0, high);
                j2 += Lanes.MultiplyAddPairs(low1, low) + Lanes.MultiplyAddPairs(high1, high);
                (low, high) = (Vector512.Create(x3[four]).AsSByte(), Vector512.Create(x3[four + 16]).AsSByte());
                i3 += Lanes.MultiplyAddPairs(low0, low) + Lanes.MultiplyAddPairs(high0, high);
                j3 += Lanes.MultiplyAddPairs(low1, low) + Lanes.MultiplyAddPairs(high1, high);
            }
            var s0 = Vector512.Load(scales);
            var s1 = Vector512.Load(scales + second);
            nint at = 4 * block;   // each input scale is there four times
            a0 = Scaled(i0, s0, inputScales[at], a0);
            b0 = Scaled(j0, s1, inputScales[at], b0);
            a1 = Scaled(i1, s0, inputScales[at + (4 * perColumn)], a1);
            b1 = Scaled(j1, s1, inputScales[at + (4 * perColumn)], b1);
            a2 = Scaled(i2, s0, inputScales[at + (8 * perColumn)], a2);
            b2 = Scaled(j2, s1, inputScales[at + (8 * perColumn)], b2);
            a3 = Scaled(i3, s0, inputScales[at + (12 * perColumn)], a3);
            b3 = Scaled(j3, s1, inputScales[at + (12 * perColumn)], b3);
            w0 += BlockBytes;
            w1 += BlockBytes;
            scales += 16;
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
    private readonly void TwoByOne(in Inputs x, int firstBlock, int blocks, float* y, bool isPair, bool accumulate)
    {
        nint second = isPair ? (nint)Stride * 16 : 0;
        byte* w0 = Values;
        float* scales = Scales;
        // The order of TwoByFour for one column, so the same bits. a, i: first panel, b, j: second panel.
        Vector512<float> a = default, b = default;
        for (int block = firstBlock; block < firstBlock + blocks; block++)
        {
            int* x0 = (int*)(x.Bytes + (block / 4 * 4 * Inputs.BlockSize) + (block % 4 * 16));
            byte* w1 = w0 + (second * Inputs.BlockSize);   // Stride * 16 * 32 bytes = Stride * BlockBytes
            Vector512<short> i = Centre(x.ByteSums, block), j = i;
            for (int four = 0; four < 4; four++)
            {
                Vector512<sbyte> low = Vector512.Create(x0[four]).AsSByte(), high = Vector512.Create(x0[four + 16]).AsSByte();
                i += Lanes.MultiplyAddPairs(Vector512.Load(w0 + (64 * four)), low)
                    + Lanes.MultiplyAddPairs(Vector512.Load(w0 + (64 * four) + 256), high);
                j += Lanes.MultiplyAddPairs(Vector512.Load(w1 + (64 * four)), low)
                    + Lanes.MultiplyAddPairs(Vector512.Load(w1 + (64 * four) + 256), high);
            }
            a = Scaled(i, Vector512.Load(scales), x.ByteScales[4 * block], a);
            b = Scaled(j, Vector512.Load(scales + second), x.ByteScales[4 * block], b);
            w0 += BlockBytes;
            scales += 16;
        }
        Put(a, y, accumulate);
        if (isPair) Put(b, y + 16, accumulate);
    }

    /// <summary>Minus four times the sum of the input, in both halves of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Centre(short* sums, nint block) => Vector512.Create(*(int*)(sums + (8 * block))).AsInt16() << 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Scaled(Vector512<short> products, Vector512<float> scales, float inputScale, Vector512<float> sum) =>
        // Products with one add the two halves of a lane. The row scale before the input scale, as in DotPanels:
        // the same roundings, so the same bits.
        Vector512.FusedMultiplyAdd(
            Vector512.ConvertToSingle(Lanes.MultiplyAddPairs(products, Vector512<short>.One)) * scales, Vector512.Create(inputScale), sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector512<float> value, float* y, bool accumulate) =>
        (accumulate ? value + Vector512.Load(y) : value).Store(y);
}
