using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Teleo.Engine.Kernels;

/// <summary>
/// Steps that the portable vector types lack. Each uses the machine's instruction if there is one, else a portable equivalent; the choice
/// is made at compile time.
/// </summary>
internal static unsafe class Lanes
{
    public const int Floats = 16;   // 32-bit lanes in a vector of 512 bits

    /// <summary>
    /// Sixteen numbers that a file places at a multiple of 32 bytes, as GGUF does. A load of 64 would mostly touch two lines of the cache,
    /// of which memory delivers half as many a second.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> LoadFromFile(byte* at) => Join(Vector256.Load((int*)at), Vector256.Load((int*)at + 8));

    /// <summary>Asks for the weights of a little later, so that memory is busy while a row is summed up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AskAhead(byte* at)
    {
        const int distance = 8 << 10;   // bytes; a prefetch beyond the end of the mapping does no harm
        if (Sse.IsSupported) Sse.Prefetch0(at + distance);
    }

    /// <summary>Products of neighbouring 16-bit lanes, added in pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> MultiplyAddPairs(Vector512<short> a, Vector512<short> b)
    {
        if (Avx512BW.IsSupported) return Avx512BW.MultiplyAddAdjacent(a, b);
        if (Avx2.IsSupported)
            return Vector512.Create(
                Avx2.MultiplyAddAdjacent(a.GetLower(), b.GetLower()), Avx2.MultiplyAddAdjacent(a.GetUpper(), b.GetUpper()));
        return MultiplyAddPairsPortable(a, b);
    }

    internal static Vector512<int> MultiplyAddPairsPortable(Vector512<short> a, Vector512<short> b)
    {
        // The lower half of a 32-bit lane is the even element, the upper half the odd one; >> carries the sign down.
        var (even, odd) = ((a.AsInt32() << 16) >> 16, a.AsInt32() >> 16);
        var (evenB, oddB) = ((b.AsInt32() << 16) >> 16, b.AsInt32() >> 16);
        return (even * evenB) + (odd * oddB);
    }

    /// <summary>Products of neighbouring bytes, added in pairs; no pair may exceed 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> MultiplyAddPairs(Vector512<byte> a, Vector512<sbyte> b)
    {
        if (Avx512BW.IsSupported) return Avx512BW.MultiplyAddAdjacent(a, b);
        if (Avx2.IsSupported)
            return Vector512.Create(
                Avx2.MultiplyAddAdjacent(a.GetLower(), b.GetLower()), Avx2.MultiplyAddAdjacent(a.GetUpper(), b.GetUpper()));
        return MultiplyAddPairsPortable(a, b);
    }

    internal static Vector512<short> MultiplyAddPairsPortable(Vector512<byte> a, Vector512<sbyte> b)
    {
        // a is unsigned (mask and >>>), b is signed (>>); the lower byte of a 16-bit lane is the even element.
        var (even, odd) = (a.AsInt16() & Vector512.Create((short)255), a.AsInt16() >>> 8);
        var (evenB, oddB) = ((b.AsInt16() << 8) >> 8, b.AsInt16() >> 8);
        return (even * evenB) + (odd * oddB);
    }

    /// <summary>Numbers that fit a byte, as bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> NarrowToBytes(Vector512<int> v)
    {
        if (Avx512F.IsSupported) return Avx512F.ConvertToVector128SByte(v);
        var words = Vector256.Narrow(v.GetLower(), v.GetUpper());
        return Vector128.Narrow(words.GetLower(), words.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Widen(Vector256<short> v) =>
        Avx512F.IsSupported ? Avx512F.ConvertToVector512Int32(v) : Vector512.Create(Vector256.WidenLower(v), Vector256.WidenUpper(v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Widen(Vector256<sbyte> v) =>
        Avx512BW.IsSupported ? Avx512BW.ConvertToVector512Int16(v) : Vector512.Create(Vector256.WidenLower(v), Vector256.WidenUpper(v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Widen(Vector256<byte> v) =>
        Avx512BW.IsSupported
            ? Avx512BW.ConvertToVector512Int16(v)
            : Vector512.Create(Vector256.WidenLower(v), Vector256.WidenUpper(v)).AsInt16();

    /// <summary>Half precision to single, exact for every finite value; an infinity reads as 65536.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> FromHalf(Vector256<short> halves) =>
        // After << 13: the sign in bit 31 and its copies in 30..28, the exponent in 27..23, the fraction in 22..13.
        // The mask removes the copies.
        ((Widen(halves) << 13) & Vector512.Create(unchecked((int)0x8fffe000))).AsSingle() * Vector512.Create(HalfBias);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float FromHalf(byte* half) => BitConverter.Int32BitsToSingle(HalfBits(half)) * HalfBias;

    /// <summary>A half as the bits of a single that is smaller by <see cref="HalfBias"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int HalfBits(byte* half) => (*(short*)half << 13) & unchecked((int)0x8fffe000);

    /// <summary>The exponent bias of a half is 15, that of a single 127: a factor of 2^112 corrects this, also for subnormals.</summary>
    public const float HalfBias = 5.192296858534828e33f;

    /// <summary>
    /// The factor for inputs of halves without <see cref="HalfBias"/>: products stay in the range of a single, and the sum lacks a factor
    /// <see cref="StillMissing"/>. The result equals the direct computation bit for bit.
    /// </summary>
    public const float RaisedBy = 7.922816251426434e28f;   // 2^96

    public const float StillMissing = 65536f;              // 2^16

    /// <summary>Reads 32 halves as singles without <see cref="HalfBias"/>: the even and the odd positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> Even, Vector512<float> Odd) DealHalves(byte* at)
    {
        var both = LoadFromFile(at);
        var mask = Vector512.Create(unchecked((int)0x8fffe000));
        // Even: the lower half of each lane, odd: the upper half. >> 3 moves the exponent to bits 27..23; the mask as in FromHalf.
        return ((((both << 16) >> 3) & mask).AsSingle(), ((both >> 3) & mask).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SwapNeighbours(Vector512<float> v)
    {
        if (Avx512F.IsSupported) return Avx512F.Permute4x32(v, 0b10_11_00_01);   // lanes 1, 0, 3, 2 of each four
        var order = Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6);
        return Vector512.Create(Vector256.Shuffle(v.GetLower(), order), Vector256.Shuffle(v.GetUpper(), order));
    }

    /// <summary>Separates 32 numbers into the even and the odd positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> Even, Vector512<float> Odd) Deal(Vector512<float> a, Vector512<float> b)
    {
        if (Avx512F.IsSupported)
            return (
                Avx512F.PermuteVar16x32x2(a, Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30), b),
                Avx512F.PermuteVar16x32x2(a, Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31), b));
        return DealPortable(a, b);
    }

    internal static (Vector512<float> Even, Vector512<float> Odd) DealPortable(Vector512<float> a, Vector512<float> b)
    {
        float* all = stackalloc float[32], dealt = stackalloc float[32];
        a.Store(all);
        b.Store(all + 16);
        for (int i = 0; i < 16; i++) (dealt[i], dealt[i + 16]) = (all[2 * i], all[(2 * i) + 1]);
        return (Vector512.Load(dealt), Vector512.Load(dealt + 16));
    }

    // A bfloat16 is the upper half of a single.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> FromBrain(Vector256<short> values) => (Widen(values) << 16).AsSingle();

    /// <summary>The sums of four vectors, each added in the same order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d) =>
        Sums(a.GetLower() + a.GetUpper(), b.GetLower() + b.GetUpper(), c.GetLower() + c.GetUpper(), d.GetLower() + d.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        if (Avx.IsSupported)
        {
            // Each half: [a, b, c, d], each lane (0 + 1) + (2 + 3) of its part. Lower plus upper half is the order of Sum,
            // so a row has the same bits alone and among four.
            var pairs = Avx.HorizontalAdd(Avx.HorizontalAdd(a, b), Avx.HorizontalAdd(c, d));
            return pairs.GetLower() + pairs.GetUpper();
        }
        return Vector128.Create(SumPortable(a), SumPortable(b), SumPortable(c), SumPortable(d));
    }

    /// <summary>Joins two halves, without the zeroed register of <c>Vector512.Create</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Join<T>(Vector256<T> lower, Vector256<T> upper) => lower.ToVector512Unsafe().WithUpper(upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> v) => Sum(v.GetLower() + v.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> v)
    {
        if (Avx.IsSupported)
        {
            var pairs = Avx.HorizontalAdd(v, v);
            pairs = Avx.HorizontalAdd(pairs, pairs);
            return pairs.GetLower().ToScalar() + pairs.GetUpper().ToScalar();
        }
        return SumPortable(v);
    }

    internal static float SumPortable(Vector256<float> v) =>
        // The order of the horizontal additions in Sum.
        (v[0] + v[1] + (v[2] + v[3])) + (v[4] + v[5] + (v[6] + v[7]));

    /// <summary>Transposes sixteen rows of sixteen 32-bit lanes. Rows are <paramref name="stride"/> lanes apart.</summary>
    public static void Transpose(int* source, int stride, int* target)
    {
        // target [16 columns, 16 rows]
        for (int block = 0; block < 4; block++) TransposeFour(source + (4 * block), stride, target + (64 * block));
    }

    /// <summary>
    /// Transposes the first four lanes of the rows: they are gathered as four vectors with rows r, r+4, r+8, r+12, and transposed within
    /// their 128-bit parts.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransposeFour(int* source, int stride, int* target)
    {
        if (!Avx512F.IsSupported)
        {
            TransposeFourPortable(source, stride, target);
            return;
        }
        // Lanes 0..3 of rows; each 128-bit part p holds one row. a: rows 4p, b: 4p + 1, c: 4p + 2, d: 4p + 3.
        var a = Gather(source, stride);
        var b = Gather(source + stride, stride);
        var c = Gather(source + (2 * stride), stride);
        var d = Gather(source + (3 * stride), stride);
        var abLow = Avx512F.UnpackLow(a, b).AsInt64();   // a0 b0 a1 b1 in each part
        var abHigh = Avx512F.UnpackHigh(a, b).AsInt64();   // a2 b2 a3 b3
        var cdLow = Avx512F.UnpackLow(c, d).AsInt64();   // c0 d0 c1 d1
        var cdHigh = Avx512F.UnpackHigh(c, d).AsInt64();   // c2 d2 c3 d3
        Avx512F.UnpackLow(abLow, cdLow).AsInt32().Store(target);   // column 0: a0 b0 c0 d0 in each part
        Avx512F.UnpackHigh(abLow, cdLow).AsInt32().Store(target + 16);   // column 1
        Avx512F.UnpackLow(abHigh, cdHigh).AsInt32().Store(target + 32);   // column 2
        Avx512F.UnpackHigh(abHigh, cdHigh).AsInt32().Store(target + 48);   // column 3
    }

    internal static void TransposeFourPortable(int* source, int stride, int* target)
    {
        for (int row = 0; row < 16; row++)
            for (int column = 0; column < 4; column++) target[(16 * column) + row] = source[(row * stride) + column];
    }

    // Rows r, r+4, r+8 and r+12 side by side, so that the result comes out in row order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Gather(int* at, int stride) =>
        Vector512.Create(
            Vector256.Create(Vector128.Load(at), Vector128.Load(at + (4 * stride))),
            Vector256.Create(Vector128.Load(at + (8 * stride)), Vector128.Load(at + (12 * stride))));
}
