using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Teleo.Engine.Kernels;

/// <summary>
/// Matrix times one column, for decode: weights are read once, in the layout of the file. Long rows are read one after the other, because
/// memory is fastest for sequential reads; short rows from the cache are read four together, to share the column and the work at the end of
/// a row. A row's result never depends on other rows.
/// </summary>
internal static unsafe class RowProducts
{
    // Measured: about twice the speed from main memory, a third less from the nearest cache.
    private const int LongRow = 512;

    public static void Floats<T>(byte* weights, int columns, float* x, float* y, int begin, int end) where T : struct, IFloatElements
    {
        if (columns >= LongRow) LongFloats<T>(weights, columns, x, y, begin, end);
        else ShortFloats<T>(weights, columns, x, y, begin, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LongFloats<T>(byte* weights, int columns, float* x, float* y, int begin, int end) where T : struct, IFloatElements
    {
        long rowBytes = (long)columns * T.Bytes;
        int whole = columns / (4 * Lanes.Floats) * 4 * Lanes.Floats;
        for (int row = begin; row < end; row++)
        {
            byte* at = weights + (row * rowBytes);
            // Four independent sums, 16 columns each, so that a multiply-add need not wait for the one before it.
            Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (int column = 0; column < whole; column += 4 * Lanes.Floats)
            {
                // A request per cache line: 64 columns are two lines of 16-bit elements or four of F32.
                Lanes.AskAhead(at);
                Lanes.AskAhead(at + 64);
                if (T.Bytes == 4)
                {
                    Lanes.AskAhead(at + 128);
                    Lanes.AskAhead(at + 192);
                }
                s0 = Vector512.FusedMultiplyAdd(T.LoadFromFile(at), Vector512.Load(x + column), s0);
                s1 = Vector512.FusedMultiplyAdd(T.LoadFromFile(at + (16 * T.Bytes)), Vector512.Load(x + column + 16), s1);
                s2 = Vector512.FusedMultiplyAdd(T.LoadFromFile(at + (32 * T.Bytes)), Vector512.Load(x + column + 32), s2);
                s3 = Vector512.FusedMultiplyAdd(T.LoadFromFile(at + (48 * T.Bytes)), Vector512.Load(x + column + 48), s3);
                at += 64 * T.Bytes;
            }
            float sum = Lanes.Sum((s0 + s1) + (s2 + s3));   // one fixed order, so the same bits in every run
            for (int column = whole; column < columns; column++, at += T.Bytes) sum += T.LoadOne(at) * x[column];
            y[row] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ShortFloats<T>(byte* weights, int columns, float* x, float* y, int begin, int end) where T : struct, IFloatElements
    {
        long rowBytes = (long)columns * T.Bytes;
        int whole = columns / Lanes.Floats * Lanes.Floats;
        for (int row = begin; row < end; row += 4)
        {
            byte* r0 = weights + (row * rowBytes);
            // Rows after the last one repeat it; Store leaves them out.
            byte* r1 = weights + (Math.Min(row + 1, end - 1) * rowBytes);
            byte* r2 = weights + (Math.Min(row + 2, end - 1) * rowBytes);
            byte* r3 = weights + (Math.Min(row + 3, end - 1) * rowBytes);
            Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;   // one sum per row
            for (int column = 0; column < whole; column += Lanes.Floats)
            {
                var input = Vector512.Load(x + column);
                nint at = (nint)column * T.Bytes;
                s0 = Vector512.FusedMultiplyAdd(T.LoadFromFile(r0 + at), input, s0);
                s1 = Vector512.FusedMultiplyAdd(T.LoadFromFile(r1 + at), input, s1);
                s2 = Vector512.FusedMultiplyAdd(T.LoadFromFile(r2 + at), input, s2);
                s3 = Vector512.FusedMultiplyAdd(T.LoadFromFile(r3 + at), input, s3);
            }
            var sums = Lanes.Sums(s0, s1, s2, s3);   // one lane per row
            for (int column = whole; column < columns; column++)
            {
                nint at = (nint)column * T.Bytes;
                sums += Vector128.Create(T.LoadOne(r0 + at), T.LoadOne(r1 + at), T.LoadOne(r2 + at), T.LoadOne(r3 + at))
                    * Vector128.Create(x[column]);
            }
            Store(sums, y + row, end - row);
        }
    }

    /// <summary>F16 with raised inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Halves(byte* weights, int columns, in Inputs x, float* y, int begin, int end)
    {
        long rowBytes = (long)columns * sizeof(Half);
        int whole = columns / Inputs.BlockSize * Inputs.BlockSize;
        for (int row = begin; row < end; row += 4)
        {
            byte* r0 = weights + (row * rowBytes);
            byte* r1 = weights + (Math.Min(row + 1, end - 1) * rowBytes);
            byte* r2 = weights + (Math.Min(row + 2, end - 1) * rowBytes);
            byte* r3 = weights + (Math.Min(row + 3, end - 1) * rowBytes);
            // Whole blocks lack a factor of 2^16 until here; the columns after them do not.
            var sums = Lanes.Sums(HalfRow(r0, whole, x.Raised), HalfRow(r1, whole, x.Raised),
                HalfRow(r2, whole, x.Raised), HalfRow(r3, whole, x.Raised))
                * Vector128.Create(Lanes.StillMissing);
            for (int column = whole; column < columns; column++)
            {
                nint at = (nint)column * sizeof(Half);
                sums += Vector128.Create(Lanes.FromHalf(r0 + at), Lanes.FromHalf(r1 + at), Lanes.FromHalf(r2 + at), Lanes.FromHalf(r3 + at))
                    * Vector128.Create(x.Values[column]);
            }
            Store(sums, y + row, end - row);
        }
    }

    // x: of each 32 columns the even ones before the odd ones, times 2^96 (see Inputs.Raised).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> HalfRow(byte* at, int whole, float* x)
    {
        // s0, s1: even and odd columns of a block; s2, s3: of the next block.
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
        int column = 0;
        for (; column + (2 * Inputs.BlockSize) <= whole; column += 2 * Inputs.BlockSize)
        {
            Lanes.AskAhead(at);   // 64 columns are two cache lines
            Lanes.AskAhead(at + 64);
            var (even, odd) = Lanes.DealHalves(at);
            s0 = Vector512.FusedMultiplyAdd(even, Vector512.Load(x + column), s0);
            s1 = Vector512.FusedMultiplyAdd(odd, Vector512.Load(x + column + 16), s1);
            (even, odd) = Lanes.DealHalves(at + 64);
            s2 = Vector512.FusedMultiplyAdd(even, Vector512.Load(x + column + 32), s2);
            s3 = Vector512.FusedMultiplyAdd(odd, Vector512.Load(x + column + 48), s3);
            at += 2 * 64;
        }
        if (column < whole)
        {
            var (even, odd) = Lanes.DealHalves(at);
            s0 = Vector512.FusedMultiplyAdd(even, Vector512.Load(x + column), s0);
            s1 = Vector512.FusedMultiplyAdd(odd, Vector512.Load(x + column + 16), s1);
        }
        return (s0 + s1) + (s2 + s3);
    }

    /// <summary>Any block type, one row at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Blocks<T>(byte* weights, long rowBytes, int columns, float* scales,
        int scalesPerRow, in Inputs x, float* y, int begin, int end)
        where T : struct, IIntegerBlocks
    {
        int whole = columns / Inputs.BlockSize, rest = columns % Inputs.BlockSize;
        for (int row = begin; row < end; row++)
        {
            byte* at = weights + (row * rowBytes);
            float* own = scales + ((long)row * scalesPerRow);
            // Two independent sums: sum has blocks 0, 2, 4, 6 of each chunk and those after the last chunk, other has 1, 3, 5, 7.
            Vector512<float> sum = default, other = default;
            float offsets = 0;
            int chunk = 0;
            for (; chunk < whole / Inputs.ChunkBlocks; chunk++)
            {
                sum = Add<T>(at, own, chunk, 0, x, sum, ref offsets);
                other = Add<T>(at, own, chunk, 1, x, other, ref offsets);
                sum = Add<T>(at, own, chunk, 2, x, sum, ref offsets);
                other = Add<T>(at, own, chunk, 3, x, other, ref offsets);
                sum = Add<T>(at, own, chunk, 4, x, sum, ref offsets);
                other = Add<T>(at, own, chunk, 5, x, other, ref offsets);
                sum = Add<T>(at, own, chunk, 6, x, sum, ref offsets);
                other = Add<T>(at, own, chunk, 7, x, other, ref offsets);
            }
            for (int within = 0; within < whole % Inputs.ChunkBlocks; within++) sum = Add<T>(at, own, chunk, within, x, sum, ref offsets);
            sum += other;
            y[row] = Lanes.Sum(sum) + offsets;
            if (rest > 0) y[row] += LastBlock<T>(at, own, whole / Inputs.ChunkBlocks, whole % Inputs.ChunkBlocks, rest, x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Add<T>(
        byte* row, float* scales, int chunk, int within, in Inputs x, Vector512<float> sum, ref float offsets)
        where T : struct, IIntegerBlocks
    {
        var products = Block<T>(row, scales, chunk, within, Inputs.BlockSize, x, out float scale, out float offset);
        if (T.HasOffset) offsets += offset;
        return Vector512.FusedMultiplyAdd(products, Vector512.Create(scale), sum);
    }

    // Apart from the loop, whose sums could otherwise not stay in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float LastBlock<T>(byte* row, float* scales, int chunk, int within, int count, in Inputs x)
    where T : struct, IIntegerBlocks
    {
        var products = Block<T>(row, scales, chunk, within, count, x, out float scale, out float offset);
        return (Lanes.Sum(products) * scale) + offset;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Block<T>(
        byte* row, float* scales, int chunk, int within, int count, in Inputs x, out float scale, out float offset)
        where T : struct, IIntegerBlocks
    {
        var values = T.Unpack(row, scales, chunk, within, count, out scale, out offset);
        int block = (Inputs.ChunkBlocks * chunk) + within;
        scale *= x.Scales[block];
        offset *= x.Sums[block];   // a sum is that of a block of the input, times its scale
        return Vector512.ConvertToSingle(Lanes.MultiplyAddPairs(values, Vector512.Load(x.Quants + (block * Inputs.BlockSize))));
    }

    /// <summary>Q8_0; the scale of the input is applied once per 256 elements.</summary>
    public static void Q8_0(byte* weights, int columns, in Inputs x, float* y, int begin, int end)
    {
        if (columns >= LongRow) LongQ8_0(weights, columns, x, y, begin, end);
        else ShortQ8_0(weights, columns, x, y, begin, end);
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LongQ8_0(byte* weights, int columns, in Inputs x, float* y, int begin, int end)
    {
        int blocks = columns / Inputs.BlockSize;
        int* scales = stackalloc int[16];
        byte* at = weights + ((long)begin * blocks * Q8_0Blocks.Bytes);
        for (int row = begin; row < end; row++)
        {
            short* quants = x.Quants;
            float* inputScales = x.Scales;
            // t: sums over chunks, with the input scale; s: within a chunk. 0: even blocks, 1: odd blocks.
            Vector512<float> t0 = default, t1 = default;
            int block = 0;
            for (; block + Inputs.ChunkBlocks <= blocks; block += Inputs.ChunkBlocks)
            {
                Vector512<float> s0 = default, s1 = default;
                for (int pair = 0; pair < Inputs.ChunkBlocks; pair += 2)
                {
                    Lanes.AskAhead(at);   // two blocks are 68 bytes, about a cache line
                    scales[0] = Lanes.HalfBits(at);   // scale without HalfBias, which the input scale supplies
                    scales[1] = Lanes.HalfBits(at + Q8_0Blocks.Bytes);
                    s0 = Vector512.FusedMultiplyAdd(ByteBlock(at + 2, Vector512.Load(quants)), Vector512.Create(scales[0]).AsSingle(), s0);
                    s1 = Vector512.FusedMultiplyAdd(
                        ByteBlock(at + Q8_0Blocks.Bytes + 2, Vector512.Load(quants + Inputs.BlockSize)),
                        Vector512.Create(scales[1]).AsSingle(), s1);
                    at += 2 * Q8_0Blocks.Bytes;
                    quants += 2 * Inputs.BlockSize;
                }
                var inputScale = Vector512.Create(inputScales[block] * Lanes.HalfBias);   // equal in all blocks of a chunk
                t0 = Vector512.FusedMultiplyAdd(s0, inputScale, t0);
                t1 = Vector512.FusedMultiplyAdd(s1, inputScale, t1);
            }
            // Blocks after the last whole chunk, added to t0.
            for (; block < blocks; block++, at += Q8_0Blocks.Bytes, quants += Inputs.BlockSize)
                t0 = Vector512.FusedMultiplyAdd(
                    ByteBlock(at + 2, Vector512.Load(quants)), Vector512.Create(Lanes.FromHalf(at) * inputScales[block]), t0);
            y[row] = Lanes.Sum(t0 + t1);
        }
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ShortQ8_0(byte* weights, int columns, in Inputs x, float* y, int begin, int end)
    {
        int blocks = columns / Inputs.BlockSize;
        long rowBytes = (long)blocks * Q8_0Blocks.Bytes;
        // Scales go by way of memory, from which the multiplication spreads them over all lanes for nothing. The room is larger
        // than needed, as the compiler would keep a smaller one in registers.
        int* scales = stackalloc int[16];
        for (int row = begin; row < end; row += 4)
        {
            byte* r0 = weights + (row * rowBytes);
            byte* r1 = weights + (Math.Min(row + 1, end - 1) * rowBytes);
            byte* r2 = weights + (Math.Min(row + 2, end - 1) * rowBytes);
            byte* r3 = weights + (Math.Min(row + 3, end - 1) * rowBytes);
            // t: sums over chunks, with the input scale; s: within a chunk. The digit is the row of the four.
            Vector512<float> t0 = default, t1 = default, t2 = default, t3 = default;
            for (int chunk = 0; chunk < blocks; chunk += Inputs.ChunkBlocks)
            {
                Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
                short* quants = x.Quants + (chunk * Inputs.BlockSize);
                short* last = quants + (Math.Min(Inputs.ChunkBlocks, blocks - chunk) * Inputs.BlockSize);
                for (; quants < last; quants += Inputs.BlockSize)
                {
                    var input = Vector512.Load(quants);   // 32 words, shared by the four rows
                    scales[0] = Lanes.HalfBits(r0);
                    scales[1] = Lanes.HalfBits(r1);
                    scales[2] = Lanes.HalfBits(r2);
                    scales[3] = Lanes.HalfBits(r3);
                    s0 = Vector512.FusedMultiplyAdd(ByteBlock(r0 + 2, input), Vector512.Create(scales[0]).AsSingle(), s0);
                    s1 = Vector512.FusedMultiplyAdd(ByteBlock(r1 + 2, input), Vector512.Create(scales[1]).AsSingle(), s1);
                    s2 = Vector512.FusedMultiplyAdd(ByteBlock(r2 + 2, input), Vector512.Create(scales[2]).AsSingle(), s2);
                    s3 = Vector512.FusedMultiplyAdd(ByteBlock(r3 + 2, input), Vector512.Create(scales[3]).AsSingle(), s3);
                    r0 += Q8_0Blocks.Bytes;
                    r1 += Q8_0Blocks.Bytes;
                    r2 += Q8_0Blocks.Bytes;
                    r3 += Q8_0Blocks.Bytes;
                }
                var inputScale = Vector512.Create(x.Scales[chunk] * Lanes.HalfBias);
                t0 = Vector512.FusedMultiplyAdd(s0, inputScale, t0);
                t1 = Vector512.FusedMultiplyAdd(s1, inputScale, t1);
                t2 = Vector512.FusedMultiplyAdd(s2, inputScale, t2);
                t3 = Vector512.FusedMultiplyAdd(s3, inputScale, t3);
            }
            Store(Lanes.Sums(t0, t1, t2, t3), y + row, end - row);
        }
    }

    /// <summary>Q4_0, four blocks of a row at a time, with the input in bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Q4_0(byte* weights, int columns, in Inputs x, float* y, int begin, int end)
    {
        int blocks = columns / Inputs.BlockSize;
        long rowBytes = (long)blocks * Q4_0Blocks.Bytes;
        for (int row = begin; row < end; row += 4)
        {
            var s0 = NibbleRow(weights + (row * rowBytes), blocks, x);
            var s1 = NibbleRow(weights + (Math.Min(row + 1, end - 1) * rowBytes), blocks, x);
            var s2 = NibbleRow(weights + (Math.Min(row + 2, end - 1) * rowBytes), blocks, x);
            var s3 = NibbleRow(weights + (Math.Min(row + 3, end - 1) * rowBytes), blocks, x);
            Store(Lanes.Sums(s0, s1, s2, s3), y + row, end - row);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> NibbleRow(byte* at, int blocks, in Inputs x)
    {
        sbyte* bytes = x.Bytes;
        short* sums = x.ByteSums;
        float* inputScales = x.ByteScales;
        // Four lanes per block, each with eight elements of it.
        var sum = Vector512<float>.Zero;
        int block = 0;
        for (; block + 4 <= blocks; block += 4)
        {
            var packed = Nibbles.FourBlocks(at, out var scales);
            sum = Vector512.FusedMultiplyAdd(NibbleBlocks(packed, bytes, sums), scales * Vector512.Load(inputScales), sum);
            at += 4 * Q4_0Blocks.Bytes;
            bytes += 4 * Inputs.BlockSize;   // x.Bytes: 2 halves, 4 blocks, 16
            sums += 4 * 8;   // eight equal sums a block
            inputScales += 4 * 4;   // four equal scales a block
        }
        if (block == blocks) return sum;
        // What is missing of the last four repeats the last block; the scales of the input are zero there.
        int rest = blocks - block;
        var tail = Nibbles.FourBlocks(
            at, at + (Math.Min(1, rest - 1) * Q4_0Blocks.Bytes), at + (Math.Min(2, rest - 1) * Q4_0Blocks.Bytes),
            at + ((rest - 1) * Q4_0Blocks.Bytes),
            out var tailScales);
        return Vector512.FusedMultiplyAdd(NibbleBlocks(tail, bytes, sums), tailScales * Vector512.Load(inputScales), sum);
    }

    // The first half of a block lies in the low nibbles, the second in the high ones. Nibbles are eight too large.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> NibbleBlocks(Vector512<byte> packed, sbyte* x, short* sums)
    {
        var low = Lanes.MultiplyAddPairs(packed & Vector512.Create((byte)15), Vector512.Load(x));
        var high = Lanes.MultiplyAddPairs(Nibbles.High(packed), Vector512.Load(x + 64));
        // Eight sums, one per 16-bit lane of a block, correct its nibbles; the product with one adds the two halves of each lane.
        return Vector512.ConvertToSingle(Lanes.MultiplyAddPairs(low + high + Vector512.Load(sums), Vector512<short>.One));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ByteBlock(byte* at, Vector512<short> input) =>
        Vector512.ConvertToSingle(Lanes.MultiplyAddPairs(Lanes.Widen(Vector256.Load((sbyte*)at)), input));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<float> values, float* y, int count)
    {
        if (count >= 4) values.Store(y);
        else
            for (int i = 0; i < count; i++) y[i] = values[i];
    }
}
