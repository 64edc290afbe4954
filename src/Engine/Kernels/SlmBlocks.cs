using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Teleo.Engine.Kernels;

// The .slm types: payload and scales are separate arrays, and a row may end within a block.

internal unsafe struct SlmQ8Blocks : IIntegerBlocks
{
    public static bool HasOffset => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Unpack(byte* row, float* scales, int chunk, int within, int count, out float scale, out float offset)
    {
        scale = scales[0];   // one a row
        offset = 0;
        byte* at = row + (32L * ((8 * chunk) + within));   // a byte an element
        if (count == 32) return Lanes.Widen(Vector256.Load((sbyte*)at));
        var padded = Vector256<byte>.Zero;
        Unsafe.CopyBlockUnaligned(&padded, at, (uint)count);
        return Lanes.Widen(padded.AsSByte());
    }
}

internal unsafe struct SlmQ4Blocks : IIntegerBlocks
{
    public static bool HasOffset => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Unpack(byte* row, float* scales, int chunk, int within, int count, out float scale, out float offset)
    {
        scale = scales[(8 * chunk) + within];   // one per 32 elements
        offset = 0;
        byte* at = row + (16L * ((8 * chunk) + within));   // a nibble an element
        if (count == 32) return Nibbles.SignedPairs(Vector128.Load(at));
        var padded = Vector128<byte>.Zero;
        Unsafe.CopyBlockUnaligned(&padded, at, (uint)(count / 2));
        return Nibbles.SignedPairs(padded);
    }
}
