using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Teleo.Engine.Kernels;

/// <summary>Half bytes and single bits spread over 16-bit lanes.</summary>
internal static unsafe class Nibbles
{
    /// <summary>Sixteen bytes as 32 numbers: the low nibbles are the first half, the high ones the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Halves(byte* packed)
    {
        var bytes = Vector128.Load(packed);
        // The mask drops the bits that >>> 4 carries from byte to byte.
        var spread = Vector256.Create(bytes, (bytes.AsUInt16() >>> 4).AsByte());
        return Lanes.Widen(spread & Vector256.Create((byte)15));
    }

    /// <summary>The low or the high nibbles of 32 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Of(byte* packed, int shift) =>
    (Lanes.Widen(Vector256.Load(packed)) >>> shift) & Vector512.Create((short)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> High(Vector512<byte> packed) => (packed.AsUInt16() >>> 4).AsByte() & Vector512.Create((byte)15);

    /// <summary>Four neighbouring Q4_0 blocks: their nibbles side by side, and their scales, each in four lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> FourBlocks(byte* at, out Vector512<float> scales)
    {
        if (!Avx512Vbmi.IsSupported) return FourBlocks(at, at + 18, at + 36, at + 54, out scales);
        // 64 of the 72 bytes hold all but the end of the last block.
        var bytes = Vector512.Load(at);
        // Words 0, 9, 18 and 27 are the scales of the four blocks of 18 bytes; eight copies fill four 32-bit lanes.
        var halves = Avx512BW.PermuteVar32x16(
            bytes.AsInt16(),
            Vector512.Create(0, 0, 0, 0, 0, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9, 18, 18, 18, 18, 18,
                18, 18, 18, 27, 27, 27, 27, 27, 27, 27, 27));
        // The upper word of a lane, as in Lanes.DealHalves.
        scales = ((halves.AsInt32() >> 3) & Vector512.Create(unchecked((int)0x8fffe000))).AsSingle() * Vector512.Create(Lanes.HalfBias);
        // The 16 bytes of nibbles of blocks 0, 1 and 2; those of block 3 reach beyond the 64 bytes and are loaded below.
        var three = Avx512Vbmi.PermuteVar64x8(
            bytes,
            Vector512.Create(
                (byte)2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 20, 21, 22, 23, 24,
                25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35,
                38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        return Avx512F.InsertVector128(three, Vector128.Load(at + 56), 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> FourBlocks(byte* b0, byte* b1, byte* b2, byte* b3, out Vector512<float> scales)
    {
        scales = Lanes.Join(
            Vector256.Create(Vector128.Create(Lanes.FromHalf(b0)), Vector128.Create(Lanes.FromHalf(b1))),
            Vector256.Create(Vector128.Create(Lanes.FromHalf(b2)), Vector128.Create(Lanes.FromHalf(b3))));
        return Lanes.Join(
            Vector256.Create(Vector128.Load(b0 + 2), Vector128.Load(b1 + 2)),
            Vector256.Create(Vector128.Load(b2 + 2), Vector128.Load(b3 + 2)));
    }

    /// <summary>Lane i is <paramref name="worth"/> where bit i is set, zero elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Bits(uint bits, short worth)
    {
        var own = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, unchecked((short)32768));
        // Lanes 0..15: bits 0..15, 16..31: bits 16..31.
        var spread = Vector512.Create(Vector256.Create((short)bits), Vector256.Create((short)(bits >> 16)));
        var mine = Vector512.Create(own, own);
        return Vector512.Equals(spread & mine, mine) & Vector512.Create(worth);
    }

    /// <summary>Sixteen bytes as 32 signed numbers, the low nibble before the high one of the same byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> SignedPairs(Vector128<byte> packed)
    {
        // One byte per 32-bit lane.
        var words = Lanes.Widen(Vector256.Create(Vector128.WidenLower(packed), Vector128.WidenUpper(packed)).AsInt16());
        var low = ((words << 28) >> 28) & Vector512.Create(0xffff);   // << 28 and >> 28 extend the sign of bits 3..0
        var high = ((words << 24) >> 28) << 16;   // bits 7..4, into the upper 16-bit lane
        return (low | high).AsInt16();
    }
}
