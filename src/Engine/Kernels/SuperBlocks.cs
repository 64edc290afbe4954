using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Teleo.Engine.Kernels;

// The GGUF types with 256 elements per block, in groups with small scales of their own.

internal unsafe struct Q4_KBlocks : IIntegerBlocks
{
    public const int Bytes = 144;   // f16 factors of scales and minimums, 12 bytes of both, 128 of nibbles

    public static bool HasOffset => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Unpack(byte* row, float* scales, int chunk, int within, int count, out float scale, out float offset)
    {
        byte* at = row + ((long)chunk * Bytes);
        SixBitScales.Read(at, within, out scale, out offset);
        return Nibbles.Of(at + 16 + (32 * (within / 2)), 4 * (within % 2));   // groups 2i and 2i + 1 share 32 bytes: low, high
    }
}

internal unsafe struct Q5_KBlocks : IIntegerBlocks
{
    public const int Bytes = 176;   // as Q4_K, with 32 bytes of fifth bits before the nibbles

    public static bool HasOffset => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Unpack(byte* row, float* scales, int chunk, int within, int count, out float scale, out float offset)
    {
        byte* at = row + ((long)chunk * Bytes);
        SixBitScales.Read(at, within, out scale, out offset);
        // Bit g of byte i belongs to element i of group g.
        var fifth = (Lanes.Widen(Vector256.Load(at + 16)) >>> within) & Vector512.Create((short)1);
        return Nibbles.Of(at + 48 + (32 * (within / 2)), 4 * (within % 2)) | (fifth << 4);
    }
}

/// <summary>The two scales of each 32 elements go into the numbers themselves (at most 4,096), the f16 scale remains.</summary>
internal unsafe struct Q6_KBlocks : IIntegerBlocks
{
    public const int Bytes = 210;   // 128 bytes of four low bits, 64 of two high bits, 16 signed scales, f16 scale

    public static bool HasOffset => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Unpack(byte* row, float* scales, int chunk, int within, int count, out float scale, out float offset)
    {
        byte* at = row + ((long)chunk * Bytes);
        int half = within / 4, quarter = within % 4;   // 128 elements, then 32 of these
        scale = Lanes.FromHalf(at + 208);
        offset = 0;
        // Quarters 0 and 1 are the low nibbles of 64 bytes, 2 and 3 the high ones.
        var low = Nibbles.Of(at + (64 * half) + (32 * (quarter % 2)), 4 * (quarter / 2));
        // Quarter q has bits 2q and 2q + 1.
        var high = (Lanes.Widen(Vector256.Load(at + 128 + (32 * half))) >>> (2 * quarter)) & Vector512.Create((short)3);
        sbyte* groups = (sbyte*)at + 192 + (2 * within);   // one scale for each 16 elements
        var worth = Vector512.Create(Vector256.Create((short)groups[0]), Vector256.Create((short)groups[1]));
        return ((low | (high << 4)) - Vector512.Create((short)32)) * worth;   // numbers 0..63 stand for -32..31
    }
}

/// <summary>Six-bit scales and minimums of eight groups packed into twelve bytes, with two f16 factors before them.</summary>
internal static unsafe class SixBitScales
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read(byte* block, int group, out float scale, out float offset)
    {
        byte* packed = block + 4;
        int factor, minimum;
        if (group < 4)
        {
            // Groups 0..3: the low six bits of bytes 0..3 (scales) and 4..7 (minimums).
            factor = packed[group] & 63;
            minimum = packed[group + 4] & 63;
        }
        else
        {
            // Groups 4..7: four low bits in bytes 8..11, two high bits at the top of bytes 0..3 (scales) and 4..7 (minimums).
            factor = (packed[group + 4] & 15) | ((packed[group - 4] >> 6) << 4);
            minimum = (packed[group + 4] >> 4) | ((packed[group] >> 6) << 4);
        }
        scale = Lanes.FromHalf(block) * factor;
        offset = -Lanes.FromHalf(block + 2) * minimum;
    }
}
