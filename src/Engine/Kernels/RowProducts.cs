using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Teleo.Engine.Kernels;

/// <summary>
/// Matrix times one column, as decoding needs it: weights stream past once, in the layout of the file. Four rows go
/// together, to share the column and to hide the latency of the additions; a row's result never depends on its company.
/// </summary>
internal static unsafe class RowProducts
{
    public static void Floats<T>(byte* weights, int columns, float* x, float* y, int begin, int end) where T : struct, IFloatElements
    {
        long rowBytes = (long)columns * T.Bytes;
        int whole = columns / Lanes.Floats * Lanes.Floats;
        for (int row = begin; row < end; row += 4)
        {
            byte* r0 = weights + (row * rowBytes);
            byte* r1 = weights + (Math.Min(row + 1, end - 1) * rowBytes);
            byte* r2 = weights + (Math.Min(row + 2, end - 1) * rowBytes);
            byte* r3 = weights + (Math.Min(row + 3, end - 1) * rowBytes);
            Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (int column = 0; column < whole; column += Lanes.Floats)
            {
                var input = Vector512.Load(x + column);
                nint at = (nint)column * T.Bytes;
                s0 = Vector512.FusedMultiplyAdd(T.Load(r0 + at), input, s0);
                s1 = Vector512.FusedMultiplyAdd(T.Load(r1 + at), input, s1);
                s2 = Vector512.FusedMultiplyAdd(T.Load(r2 + at), input, s2);
                s3 = Vector512.FusedMultiplyAdd(T.Load(r3 + at), input, s3);
            }
            var sums = Lanes.Sums(s0, s1, s2, s3);
            for (int column = whole; column < columns; column++)
            {
                nint at = (nint)column * T.Bytes;
                sums += Vector128.Create(T.LoadOne(r0 + at), T.LoadOne(r1 + at), T.LoadOne(r2 + at), T.LoadOne(r3 + at)) * Vector128.Create(x[column]);
            }
            Store(sums, y + row, end - row);
        }
    }

    /// <summary>Any block type, one row at a time.</summary>
    public static void Blocks<T>(byte* weights, long rowBytes, int columns, float* scales, int scalesPerRow, in Inputs x, float* y, int begin, int end)
        where T : struct, IIntegerBlocks
    {
        int blocks = (columns + Inputs.BlockSize - 1) / Inputs.BlockSize;
        for (int row = begin; row < end; row++)
        {
            byte* at = weights + (row * rowBytes);
            float* own = scales + ((long)row * scalesPerRow);
            var sum = Vector512<float>.Zero;
            float offsets = 0;
            for (int block = 0; block < blocks; block++)
            {
                int count = Math.Min(Inputs.BlockSize, columns - (block * Inputs.BlockSize));
                var values = T.Unpack(at, own, block, count, out float scale, out float offset);
                var products = Lanes.MultiplyAddPairs(values, Vector512.Load(x.Quants + (block * Inputs.BlockSize)));
                sum = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(products), Vector512.Create(scale * x.Scales[block]), sum);
                if (T.HasOffset) offsets += offset * x.Sums[block];
            }
            y[row] = Lanes.Sum(sum) + offsets;
        }
    }

    /// <summary>Q8_0 with byte products: 32 elements in one step.</summary>
    [SkipLocalsInit]
    public static void Q8_0(byte* weights, int columns, in Inputs x, float* y, int begin, int end)
    {
        int blocks = columns / Inputs.BlockSize;
        long rowBytes = (long)blocks * Q8_0Blocks.Bytes;
        float* scales = stackalloc float[4 * 16];
        for (int row = begin; row < end; row += 4)
        {
            byte* r0 = weights + (row * rowBytes);
            byte* r1 = weights + (Math.Min(row + 1, end - 1) * rowBytes);
            byte* r2 = weights + (Math.Min(row + 2, end - 1) * rowBytes);
            byte* r3 = weights + (Math.Min(row + 3, end - 1) * rowBytes);
            Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (int chunk = 0; chunk < blocks; chunk += 16)
            {
                int count = Math.Min(16, blocks - chunk);
                var inputScales = Vector512.Load(x.Scales + chunk);
                (Halves(r0, Q8_0Blocks.Bytes, count) * inputScales).Store(scales);
                (Halves(r1, Q8_0Blocks.Bytes, count) * inputScales).Store(scales + 16);
                (Halves(r2, Q8_0Blocks.Bytes, count) * inputScales).Store(scales + 32);
                (Halves(r3, Q8_0Blocks.Bytes, count) * inputScales).Store(scales + 48);
                sbyte* bytes = x.Bytes + (chunk * Inputs.BlockSize);
                for (int block = 0; block < count; block++)
                {
                    var input = Vector256.Load(bytes + (block * Inputs.BlockSize));
                    s0 = Vector256.FusedMultiplyAdd(Signed(r0 + 2, input), Vector256.Create(scales[block]), s0);
                    s1 = Vector256.FusedMultiplyAdd(Signed(r1 + 2, input), Vector256.Create(scales[block + 16]), s1);
                    s2 = Vector256.FusedMultiplyAdd(Signed(r2 + 2, input), Vector256.Create(scales[block + 32]), s2);
                    s3 = Vector256.FusedMultiplyAdd(Signed(r3 + 2, input), Vector256.Create(scales[block + 48]), s3);
                    r0 += Q8_0Blocks.Bytes;
                    r1 += Q8_0Blocks.Bytes;
                    r2 += Q8_0Blocks.Bytes;
                    r3 += Q8_0Blocks.Bytes;
                }
            }
            Store(Lanes.Sums(s0, s1, s2, s3), y + row, end - row);
        }
    }

    /// <summary>Q4_0 with byte products of two blocks in one step; the eight taken off each nibble is made up for at the end.</summary>
    [SkipLocalsInit]
    public static void Q4_0(byte* weights, int columns, in Inputs x, float* y, int begin, int end)
    {
        int blocks = columns / Inputs.BlockSize;
        long rowBytes = (long)blocks * Q4_0Blocks.Bytes;
        float* scales = stackalloc float[4 * 16];
        for (int row = begin; row < end; row += 4)
        {
            byte* r0 = weights + (row * rowBytes);
            byte* r1 = weights + (Math.Min(row + 1, end - 1) * rowBytes);
            byte* r2 = weights + (Math.Min(row + 2, end - 1) * rowBytes);
            byte* r3 = weights + (Math.Min(row + 3, end - 1) * rowBytes);
            Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
            Vector512<float> o0 = default, o1 = default, o2 = default, o3 = default;
            for (int chunk = 0; chunk < blocks; chunk += 16)
            {
                int count = Math.Min(16, blocks - chunk);
                var inputScales = Vector512.Load(x.Scales + chunk);
                var inputSums = Vector512.Load(x.Sums + chunk);
                o0 = ScalesAndOffsets(r0, count, inputScales, inputSums, scales, o0);
                o1 = ScalesAndOffsets(r1, count, inputScales, inputSums, scales + 16, o1);
                o2 = ScalesAndOffsets(r2, count, inputScales, inputSums, scales + 32, o2);
                o3 = ScalesAndOffsets(r3, count, inputScales, inputSums, scales + 48, o3);
                sbyte* bytes = x.Bytes + (chunk * Inputs.BlockSize);
                for (int block = 0; block < count; block += 2)
                {
                    // A last odd block is paired with itself; the scale of the absent one is zero.
                    int next = block + 1 < count ? Q4_0Blocks.Bytes : 0;
                    sbyte* at = bytes + (block * Inputs.BlockSize);
                    var low = Vector256.Create(Vector128.Load(at), Vector128.Load(at + 32));
                    var high = Vector256.Create(Vector128.Load(at + 16), Vector128.Load(at + 48));
                    s0 = Vector256.FusedMultiplyAdd(NibblePair(r0 + 2, next, low, high), PairOf(scales + block), s0);
                    s1 = Vector256.FusedMultiplyAdd(NibblePair(r1 + 2, next, low, high), PairOf(scales + block + 16), s1);
                    s2 = Vector256.FusedMultiplyAdd(NibblePair(r2 + 2, next, low, high), PairOf(scales + block + 32), s2);
                    s3 = Vector256.FusedMultiplyAdd(NibblePair(r3 + 2, next, low, high), PairOf(scales + block + 48), s3);
                    r0 += Q4_0Blocks.Bytes + next;
                    r1 += Q4_0Blocks.Bytes + next;
                    r2 += Q4_0Blocks.Bytes + next;
                    r3 += Q4_0Blocks.Bytes + next;
                }
            }
            Store(Lanes.Sums(s0, s1, s2, s3) - (Lanes.Sums(o0, o1, o2, o3) * 8f), y + row, end - row);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ScalesAndOffsets(
        byte* row, int count, Vector512<float> inputScales, Vector512<float> inputSums, float* scales, Vector512<float> offsets)
    {
        var own = Halves(row, Q4_0Blocks.Bytes, count);
        (own * inputScales).Store(scales);
        return Vector512.FusedMultiplyAdd(own, inputSums, offsets);
    }

    /// <summary>The f16 scales of up to sixteen blocks; what stands in the lanes after them is finite and meets a zero.</summary>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Halves(byte* block, int stride, int count)
    {
        Vector256<short> halves;
        Unsafe.SkipInit(out halves);
        for (int i = 0; i < count; i++) ((short*)&halves)[i] = *(short*)(block + (i * stride));
        return Lanes.FromHalf(halves);
    }

    // The product of bytes needs one side unsigned: the sign of the weight moves to the input.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Signed(byte* at, Vector256<sbyte> input)
    {
        var weights = Vector256.Load((sbyte*)at);
        var pairs = Avx2.MultiplyAddAdjacent(Avx2.Abs(weights), Avx2.Sign(input, weights));
        return Avx.ConvertToVector256Single(Avx2.MultiplyAddAdjacent(pairs, Vector256<short>.One));
    }

    // Lanes 0 to 3 belong to the first block, 4 to 7 to the second.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> NibblePair(byte* at, int next, Vector256<sbyte> low, Vector256<sbyte> high)
    {
        var mask = Vector256.Create((byte)15);
        var packed = Vector256.Create(Vector128.Load(at), Vector128.Load(at + next));
        var first = Avx2.MultiplyAddAdjacent(packed & mask, low);
        var second = Avx2.MultiplyAddAdjacent((packed.AsUInt16() >>> 4).AsByte() & mask, high);
        return Avx.ConvertToVector256Single(Avx2.MultiplyAddAdjacent(first + second, Vector256<short>.One));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> PairOf(float* scales) => Vector256.Create(Vector128.Create(scales[0]), Vector128.Create(scales[1]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<float> values, float* y, int count)
    {
        if (count >= 4) values.Store(y);
        else
            for (int i = 0; i < count; i++) y[i] = values[i];
    }
}
