using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Teleo.Engine.Kernels;

/// <summary>
/// Products with a matrix in panels: sixteen rows side by side, one vector per step of the depth. Weights are converted to this form for
/// prefill; keys and values are stored in it. Sixteen lanes are written per panel, so results need space for full panels.
/// </summary>
internal static unsafe class FloatPanels
{
    public static int CountFor(int rows) => (rows + Lanes.Floats - 1) / Lanes.Floats;

    /// <summary>
    /// y[column, 16 * panel + lane] is, or with <paramref name="accumulate"/> gains, the sum over the depth of panel times x.
    /// </summary>
    /// <param name="panelStride">Elements from one panel to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<T>(
        byte* panels, long panelStride, int panelCount, int depth, float* x, int xStride,
        int columns, float* y, int yStride, bool accumulate)
        where T : struct, IFloatElements
    {
        // panels [panelCount, depth, 16], x [columns, xStride], y [columns, yStride]
        long panelBytes = panelStride * T.Bytes;
        int column = 0;
        // Eight columns at a time, then one. All three kernels add the depth in the same order, so a column has the same bits
        // in any number of columns.
        for (; column + 8 <= columns; column += 8)
        {
            float* input = x + ((long)column * xStride);
            float* output = y + ((long)column * yStride);
            for (int panel = 0; panel < panelCount; panel += 2)
            {
                byte* first = panels + (panel * panelBytes);
                if (panel + 1 < panelCount)
                    TwoByEight<T>(first, first + panelBytes, depth, input, xStride, output + (16 * panel), yStride, accumulate);
                else OneByEight<T>(first, depth, input, xStride, output + (16 * panel), yStride, accumulate);
            }
        }
        for (; column < columns; column++)
            for (int panel = 0; panel < panelCount; panel += 4)
                FourByOne<T>(
                    panels + (panel * panelBytes), panelBytes, Math.Min(4, panelCount - panel), depth,
                    x + ((long)column * xStride), y + ((long)column * yStride) + (16 * panel), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByOne<T>(byte* panels, long panelBytes, int count, int depth, float* x, float* y, bool accumulate)
        where T : struct, IFloatElements
    {
        // p1..p3 repeat the last panel if there are fewer than four; sums of repetitions are not stored.
        byte* p0 = panels;
        byte* p1 = panels + (Math.Min(1, count - 1) * panelBytes);
        byte* p2 = panels + (Math.Min(2, count - 1) * panelBytes);
        byte* p3 = panels + (Math.Min(3, count - 1) * panelBytes);
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
        for (int k = 0; k < depth; k++)
        {
            nint at = (nint)k * (16 * T.Bytes);
            var input = Vector512.Create(x[k]);
            s0 = Vector512.FusedMultiplyAdd(T.Load(p0 + at), input, s0);
            s1 = Vector512.FusedMultiplyAdd(T.Load(p1 + at), input, s1);
            s2 = Vector512.FusedMultiplyAdd(T.Load(p2 + at), input, s2);
            s3 = Vector512.FusedMultiplyAdd(T.Load(p3 + at), input, s3);
        }
        Put(s0, y, accumulate);
        if (count > 1) Put(s1, y + 16, accumulate);
        if (count > 2) Put(s2, y + 32, accumulate);
        if (count > 3) Put(s3, y + 48, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoByEight<T>(
        byte* first, byte* second, int depth, float* x, int xStride, float* y, int yStride, bool accumulate)
        where T : struct, IFloatElements
    {
        float* x0 = x + (0L * xStride);
        float* x1 = x + (1L * xStride);
        float* x2 = x + (2L * xStride);
        float* x3 = x + (3L * xStride);
        float* x4 = x + (4L * xStride);
        float* x5 = x + (5L * xStride);
        float* x6 = x + (6L * xStride);
        float* x7 = x + (7L * xStride);
        // a: first panel, b: second panel; the digit is the column. 16 sums, 2 weights and 1 input are 19 of 32 registers.
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
        Vector512<float> b0 = default, b1 = default, b2 = default, b3 = default, b4 = default, b5 = default, b6 = default, b7 = default;
        for (int k = 0; k < depth; k++)
        {
            nint at = (nint)k * (16 * T.Bytes);
            var w0 = T.Load(first + at);   // step k of 16 rows
            var w1 = T.Load(second + at);   // step k of the next 16 rows
            var input = Vector512.Create(x0[k]);
            a0 = Vector512.FusedMultiplyAdd(w0, input, a0);
            b0 = Vector512.FusedMultiplyAdd(w1, input, b0);
            input = Vector512.Create(x1[k]);
            a1 = Vector512.FusedMultiplyAdd(w0, input, a1);
            b1 = Vector512.FusedMultiplyAdd(w1, input, b1);
            input = Vector512.Create(x2[k]);
            a2 = Vector512.FusedMultiplyAdd(w0, input, a2);
            b2 = Vector512.FusedMultiplyAdd(w1, input, b2);
            input = Vector512.Create(x3[k]);
            a3 = Vector512.FusedMultiplyAdd(w0, input, a3);
            b3 = Vector512.FusedMultiplyAdd(w1, input, b3);
            input = Vector512.Create(x4[k]);
            a4 = Vector512.FusedMultiplyAdd(w0, input, a4);
            b4 = Vector512.FusedMultiplyAdd(w1, input, b4);
            input = Vector512.Create(x5[k]);
            a5 = Vector512.FusedMultiplyAdd(w0, input, a5);
            b5 = Vector512.FusedMultiplyAdd(w1, input, b5);
            input = Vector512.Create(x6[k]);
            a6 = Vector512.FusedMultiplyAdd(w0, input, a6);
            b6 = Vector512.FusedMultiplyAdd(w1, input, b6);
            input = Vector512.Create(x7[k]);
            a7 = Vector512.FusedMultiplyAdd(w0, input, a7);
            b7 = Vector512.FusedMultiplyAdd(w1, input, b7);
        }
        Put(a0, y + (0L * yStride), accumulate);
        Put(a1, y + (1L * yStride), accumulate);
        Put(a2, y + (2L * yStride), accumulate);
        Put(a3, y + (3L * yStride), accumulate);
        Put(a4, y + (4L * yStride), accumulate);
        Put(a5, y + (5L * yStride), accumulate);
        Put(a6, y + (6L * yStride), accumulate);
        Put(a7, y + (7L * yStride), accumulate);
        Put(b0, y + (0L * yStride) + 16, accumulate);
        Put(b1, y + (1L * yStride) + 16, accumulate);
        Put(b2, y + (2L * yStride) + 16, accumulate);
        Put(b3, y + (3L * yStride) + 16, accumulate);
        Put(b4, y + (4L * yStride) + 16, accumulate);
        Put(b5, y + (5L * yStride) + 16, accumulate);
        Put(b6, y + (6L * yStride) + 16, accumulate);
        Put(b7, y + (7L * yStride) + 16, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneByEight<T>(
        byte* first, int depth, float* x, int xStride, float* y, int yStride, bool accumulate)
        where T : struct, IFloatElements
    {
        float* x0 = x + (0L * xStride);
        float* x1 = x + (1L * xStride);
        float* x2 = x + (2L * xStride);
        float* x3 = x + (3L * xStride);
        float* x4 = x + (4L * xStride);
        float* x5 = x + (5L * xStride);
        float* x6 = x + (6L * xStride);
        float* x7 = x + (7L * xStride);
        // One sum of 16 rows per column.
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
        for (int k = 0; k < depth; k++)
        {
            nint at = (nint)k * (16 * T.Bytes);
            var w0 = T.Load(first + at);
            var input = Vector512.Create(x0[k]);
            a0 = Vector512.FusedMultiplyAdd(w0, input, a0);
            input = Vector512.Create(x1[k]);
            a1 = Vector512.FusedMultiplyAdd(w0, input, a1);
            input = Vector512.Create(x2[k]);
            a2 = Vector512.FusedMultiplyAdd(w0, input, a2);
            input = Vector512.Create(x3[k]);
            a3 = Vector512.FusedMultiplyAdd(w0, input, a3);
            input = Vector512.Create(x4[k]);
            a4 = Vector512.FusedMultiplyAdd(w0, input, a4);
            input = Vector512.Create(x5[k]);
            a5 = Vector512.FusedMultiplyAdd(w0, input, a5);
            input = Vector512.Create(x6[k]);
            a6 = Vector512.FusedMultiplyAdd(w0, input, a6);
            input = Vector512.Create(x7[k]);
            a7 = Vector512.FusedMultiplyAdd(w0, input, a7);
        }
        Put(a0, y + (0L * yStride), accumulate);
        Put(a1, y + (1L * yStride), accumulate);
        Put(a2, y + (2L * yStride), accumulate);
        Put(a3, y + (3L * yStride), accumulate);
        Put(a4, y + (4L * yStride), accumulate);
        Put(a5, y + (5L * yStride), accumulate);
        Put(a6, y + (6L * yStride), accumulate);
        Put(a7, y + (7L * yStride), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Vector512<float> value, float* y, bool accumulate) =>
        (accumulate ? value + Vector512.Load(y) : value).Store(y);
}
