using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Teleo.Engine.Kernels;

/// <summary>Half bytes and single bits spread over 16-bit lanes.</summary>
internal static unsafe class Nibbles
{
    /// <summary>Sixteen bytes as 32 numbers: the low nibbles are the first half, the high ones the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Halves(byte* packed)
    {
        var bytes = Vector128.Load(packed);
        var spread = Vector256.Create(bytes, (bytes.AsUInt16() >>> 4).AsByte());
        return Lanes.Widen(spread & Vector256.Create((byte)15));
    }

    /// <summary>The low or the high nibbles of 32 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Of(byte* packed, int shift) => (Lanes.Widen(Vector256.Load(packed)) >>> shift) & Vector512.Create((short)15);

    /// <summary>Lane i is <paramref name="worth"/> where bit i is set, zero elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Bits(uint bits, short worth)
    {
        var own = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, unchecked((short)32768));
        var spread = Vector512.Create(Vector256.Create((short)bits), Vector256.Create((short)(bits >> 16)));
        var mine = Vector512.Create(own, own);
        return Vector512.Equals(spread & mine, mine) & Vector512.Create(worth);
    }

    /// <summary>Sixteen bytes as 32 signed numbers, the low nibble before the high one of the same byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> SignedPairs(Vector128<byte> packed)
    {
        var words = Lanes.Widen(Vector256.Create(Vector128.WidenLower(packed), Vector128.WidenUpper(packed)).AsInt16());
        var low = ((words << 28) >> 28) & Vector512.Create(0xffff);
        var high = ((words << 24) >> 28) << 16;
        return (low | high).AsInt16();
    }
}
