using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Teleo.Engine.Kernels;

// The GGUF types with one scale per 32 elements. Bytes: scale (f16), [minimum (f16)], [fifth bits], low bits.

internal unsafe struct Q8_0Blocks : IIntegerBlocks
{
    public const int Bytes = 34;   // f16 scale, 32 signed bytes

    public static bool HasOffset => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Unpack(byte* row, float* scales, int chunk, int within, int count, out float scale, out float offset)
    {
        byte* at = row + (((8L * chunk) + within) * Bytes);
        scale = Lanes.FromHalf(at);
        offset = 0;
        return Lanes.Widen(Vector256.Load((sbyte*)at + 2));
    }
}

internal unsafe struct Q4_0Blocks : IIntegerBlocks
{
    public const int Bytes = 18;   // f16 scale, 16 bytes of nibbles

    public static bool HasOffset => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Unpack(byte* row, float* scales, int chunk, int within, int count, out float scale, out float offset)
    {
        byte* at = row + (((8L * chunk) + within) * Bytes);
        scale = Lanes.FromHalf(at);
        offset = 0;
        return Nibbles.Halves(at + 2) - Vector512.Create((short)8);   // nibbles 0..15 stand for -8..7
    }
}

internal unsafe struct Q4_1Blocks : IIntegerBlocks
{
    public const int Bytes = 20;   // f16 scale, f16 minimum, 16 bytes of nibbles

    public static bool HasOffset => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Unpack(byte* row, float* scales, int chunk, int within, int count, out float scale, out float offset)
    {
        byte* at = row + (((8L * chunk) + within) * Bytes);
        scale = Lanes.FromHalf(at);
        offset = Lanes.FromHalf(at + 2);
        return Nibbles.Halves(at + 4);
    }
}

internal unsafe struct Q5_0Blocks : IIntegerBlocks
{
    public const int Bytes = 22;   // f16 scale, 32 fifth bits, 16 bytes of nibbles

    public static bool HasOffset => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Unpack(byte* row, float* scales, int chunk, int within, int count, out float scale, out float offset)
    {
        byte* at = row + (((8L * chunk) + within) * Bytes);
        scale = Lanes.FromHalf(at);
        offset = 0;
        // Numbers 0..31 stand for -16..15.
        return (Nibbles.Halves(at + 6) | Nibbles.Bits(*(uint*)(at + 2), 16)) - Vector512.Create((short)16);
    }
}

internal unsafe struct Q5_1Blocks : IIntegerBlocks
{
    public const int Bytes = 24;   // f16 scale, f16 minimum, 32 fifth bits, 16 bytes of nibbles

    public static bool HasOffset => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Unpack(byte* row, float* scales, int chunk, int within, int count, out float scale, out float offset)
    {
        byte* at = row + (((8L * chunk) + within) * Bytes);
        scale = Lanes.FromHalf(at);
        offset = Lanes.FromHalf(at + 2);
        return Nibbles.Halves(at + 8) | Nibbles.Bits(*(uint*)(at + 4), 16);
    }
}
