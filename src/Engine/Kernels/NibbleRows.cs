using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Teleo.Engine.Kernels;

/// <summary>
/// Rows of Q4_0 times one column of bytes in vectors of 256 bits, for processors without vectors of 512 bits. Four blocks take two vectors,
/// whose lanes add up like those of one vector of 512 bits, so that the results are the same to the bit.
/// </summary>
internal static unsafe class NibbleRows
{
    /// <summary>True where these kernels are to be taken.</summary>
    public static bool AreFastest => Avx2.IsSupported && !Avx512BW.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(byte* weights, int columns, in Inputs x, float* y, int begin, int end)
    {
        int blocks = columns / Inputs.BlockSize;
        long rowBytes = (long)blocks * Q4_0Blocks.Bytes;
        for (int row = begin; row < end; row++)
        {
            byte* at = weights + (row * rowBytes);
            sbyte* bytes = x.Bytes;
            short* sums = x.ByteSums;
            float* scales = x.ByteScales;
            Vector256<float> first = default, second = default;   // lanes 0..3: block 0 of four, 4..7: block 1; second: blocks 2 and 3
            int block = 0;
            for (; block + 4 <= blocks; block += 4)
            {
                Lanes.AskAhead(at);
                first = Add(at, at + Q4_0Blocks.Bytes, bytes, sums, scales, first);
                // Blocks 2 and 3: 2 * 16 bytes, 2 * 8 sums and 2 * 4 scales on.
                second = Add(at + (2 * Q4_0Blocks.Bytes), at + (3 * Q4_0Blocks.Bytes), bytes + 32, sums + 16, scales + 8, second);
                at += 4 * Q4_0Blocks.Bytes;
                bytes += 4 * Inputs.BlockSize;
                sums += 4 * 8;
                scales += 4 * 4;
            }
            if (block < blocks)
            {
                // What is missing of the last four repeats the last block; the scales of the input are zero there.
                byte* last = at + ((blocks - block - 1) * Q4_0Blocks.Bytes);
                first = Add(at, Earlier(at + Q4_0Blocks.Bytes, last), bytes, sums, scales, first);
                second = Add(Earlier(at + (2 * Q4_0Blocks.Bytes), last), last, bytes + 32, sums + 16, scales + 8, second);
            }
            y[row] = Lanes.Sum(first + second);   // the halves of a 512-bit vector, added as Lanes.Sum adds them
        }
    }

    private static byte* Earlier(byte* a, byte* b) => a < b ? a : b;

    /// <summary>Adds the products of two blocks. The second half of a block's input is 64 bytes after the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Add(byte* block0, byte* block1, sbyte* x, short* sums, float* inputScales, Vector256<float> sum)
    {
        // The nibbles follow the two bytes of the scale.
        var packed = Vector256.Create(Vector128.Load(block0 + 2), Vector128.Load(block1 + 2));
        var low = packed & Vector256.Create((byte)15);
        // The mask drops the bits that >>> 4 carries from byte to byte.
        var high = (packed.AsUInt16() >>> 4).AsByte() & Vector256.Create((byte)15);
        // Row scale times input scale first, then the products, as in RowProducts.NibbleRow: the same bits.
        var scales = Vector256.Create(Vector128.Create(Lanes.FromHalf(block0)), Vector128.Create(Lanes.FromHalf(block1)));
        var products = Products(low, Vector256.Load(x), high, Vector256.Load(x + 64), Vector256.Load(sums));
        return Vector256.FusedMultiplyAdd(Vector256.ConvertToSingle(products), scales * Vector256.Load(inputScales), sum);
    }

    // Nibbles are eight too large, for which the sums make up.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Products(
        Vector256<byte> low, Vector256<sbyte> lowInput, Vector256<byte> high, Vector256<sbyte> highInput, Vector256<short> sums)
    {
        if (AvxVnni.IsSupported)
        {
            // A 32-bit lane starts at minus twice the sum of its block; the four lanes of a block correct eight times the sum.
            var centre = Avx2.MultiplyAddAdjacent(sums, Vector256<short>.One);
            return AvxVnni.MultiplyWideningAndAdd(AvxVnni.MultiplyWideningAndAdd(centre, low, lowInput), high, highInput);
        }
        // A 16-bit lane has minus the sum of its block; the eight lanes of a block correct eight times the sum.
        var pairs = Avx2.MultiplyAddAdjacent(low, lowInput) + Avx2.MultiplyAddAdjacent(high, highInput) + sums;
        return Avx2.MultiplyAddAdjacent(pairs, Vector256<short>.One);
    }
}
