using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Teleo.Engine.Kernels;

/// <summary>
/// The few steps for which the portable vector types have no name. Each picks the instruction where the machine has it
/// and says the same in portable terms where not; the choice is made when the code is compiled, not when it runs.
/// </summary>
internal static unsafe class Lanes
{
    public const int Floats = 16;

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
        var (even, odd) = ((a.AsInt32() << 16) >> 16, a.AsInt32() >> 16);
        var (evenB, oddB) = ((b.AsInt32() << 16) >> 16, b.AsInt32() >> 16);
        return (even * evenB) + (odd * oddB);
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
        ((Widen(halves) << 13) & Vector512.Create(unchecked((int)0x8fffe000))).AsSingle() * Vector512.Create(HalfBias);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float FromHalf(byte* half) => BitConverter.Int32BitsToSingle(HalfBits(half)) * HalfBias;

    /// <summary>A half as the bits of a single that is smaller by <see cref="HalfBias"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int HalfBits(byte* half) => (*(short*)half << 13) & unchecked((int)0x8fffe000);

    /// <summary>The exponent of a half is biased by 15, that of a single by 127: 2^112 makes up for it, also for subnormals.</summary>
    public const float HalfBias = 5.192296858534828e33f;

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
            var pairs = Avx.HorizontalAdd(Avx.HorizontalAdd(a, b), Avx.HorizontalAdd(c, d));
            return pairs.GetLower() + pairs.GetUpper();
        }
        return Vector128.Create(SumPortable(a), SumPortable(b), SumPortable(c), SumPortable(d));
    }

    /// <summary>The sums of lanes 0 to 3, 4 to 7, 8 to 11 and 12 to 15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> QuarterSums(Vector512<float> v)
    {
        var swapped = v + Vector512.Shuffle(v, Vector512.Create(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
        var each = swapped + Vector512.Shuffle(swapped, Vector512.Create(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
        return Vector512.Shuffle(each, Vector512.Create(0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12)).GetLower().GetLower();
    }

    /// <summary>Asks for a cache line that will be needed soon; any address will do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* at)
    {
        if (Sse.IsSupported) Sse.Prefetch0(at);
    }

    /// <summary>Two halves as one, without the detour by way of an empty register that <c>Vector512.Create</c> takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Join<T>(Vector256<T> lower, Vector256<T> upper) => lower.ToVector512Unsafe().WithUpper(upper);

    /// <summary>Eight numbers in each of the four parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> FourTimes(short* eight)
    {
        if (Avx512F.IsSupported) return Avx512F.BroadcastVector128ToVector512((int*)eight).AsInt16();
        var part = Vector128.Load(eight);
        return Vector512.Create(Vector256.Create(part, part), Vector256.Create(part, part));
    }

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
        (v[0] + v[1] + (v[2] + v[3])) + (v[4] + v[5] + (v[6] + v[7]));

    /// <summary>Turns sixteen rows of sixteen 32-bit lanes into sixteen columns. Rows lie <paramref name="stride"/> lanes apart.</summary>
    public static void Transpose(int* source, int stride, int* target)
    {
        if (Avx512F.IsSupported)
        {
            TransposeQuarter(source, stride, target);
            return;
        }
        TransposePortable(source, stride, target);
    }

    internal static void TransposePortable(int* source, int stride, int* target)
    {
        for (int row = 0; row < 16; row++)
            for (int column = 0; column < 16; column++) target[(16 * column) + row] = source[(row * stride) + column];
    }

    // Four columns of 128 bits at a time: column block c of all sixteen rows is gathered as four vectors, each holding
    // rows r, r+4, r+8, r+12, and turned within its 128-bit parts.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeQuarter(int* source, int stride, int* target)
    {
        for (int block = 0; block < 4; block++)
        {
            int* at = source + (4 * block);
            var a = Gather(at, stride);
            var b = Gather(at + stride, stride);
            var c = Gather(at + (2 * stride), stride);
            var d = Gather(at + (3 * stride), stride);
            var abLow = Avx512F.UnpackLow(a, b).AsInt64();
            var abHigh = Avx512F.UnpackHigh(a, b).AsInt64();
            var cdLow = Avx512F.UnpackLow(c, d).AsInt64();
            var cdHigh = Avx512F.UnpackHigh(c, d).AsInt64();
            int* to = target + (64 * block);
            Avx512F.UnpackLow(abLow, cdLow).AsInt32().Store(to);
            Avx512F.UnpackHigh(abLow, cdLow).AsInt32().Store(to + 16);
            Avx512F.UnpackLow(abHigh, cdHigh).AsInt32().Store(to + 32);
            Avx512F.UnpackHigh(abHigh, cdHigh).AsInt32().Store(to + 48);
        }
    }

    // Rows r, r+4, r+8 and r+12 side by side, so that the result comes out in row order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Gather(int* at, int stride) =>
        Vector512.Create(
            Vector256.Create(Vector128.Load(at), Vector128.Load(at + (4 * stride))),
            Vector256.Create(Vector128.Load(at + (8 * stride)), Vector128.Load(at + (12 * stride))));
}
