using System.Numerics;
using System.Runtime.InteropServices;
using Teleo.Engine.Models;

namespace Teleo.Engine.Quantization;

/// <summary>
/// Finds weights that are infinite or no number, without decoding: a value of a block is finite if and only if the block's scales are. The
/// definition is to decode every row and look; a test holds the two together.
/// </summary>
internal static class FiniteWeights
{
    private const uint SingleExponent = 0x7F80_0000;
    private const ushort HalfExponent = 0x7C00, BrainExponent = 0x7F80;

    // The largest code of the two .slm types is 127 and 7: below these a product with it is finite.
    private const float LargestScaleOfBytes = float.MaxValue / 128, LargestScaleOfNibbles = float.MaxValue / 8;

    /// <summary>The first row that holds a value which is not finite; -1 where there is none.</summary>
    public static int FirstBadRow(in TensorView tensor)
    {
        for (int row = 0; row < tensor.Rows; row++)
            if (!IsFinite(tensor, row)) return row;
        return -1;
    }

    private static bool IsFinite(in TensorView tensor, int row) => tensor.Type switch
    {
        TensorType.F32 => NoneHas(MemoryMarshal.Cast<byte, uint>(tensor.RowBytes(row)), SingleExponent),
        TensorType.F16 => NoneHas(MemoryMarshal.Cast<byte, ushort>(tensor.RowBytes(row)), HalfExponent),
        TensorType.BF16 => NoneHas(MemoryMarshal.Cast<byte, ushort>(tensor.RowBytes(row)), BrainExponent),
        TensorType.SlmQ8 => NoneAbove(tensor.RowScales(row), LargestScaleOfBytes),
        TensorType.SlmQ4 => NoneAbove(tensor.RowScales(row), LargestScaleOfNibbles),
        TensorType.Q4_1 or TensorType.Q5_1 or TensorType.Q4_K or TensorType.Q5_K =>
            HalvesAreFinite(tensor.RowBytes(row), tensor.Type.BlockBytes(), 0, 2),
        TensorType.Q6_K =>
            HalvesAreFinite(tensor.RowBytes(row), tensor.Type.BlockBytes(), tensor.Type.BlockBytes() - 2, tensor.Type.BlockBytes() - 2),
        _ => HalvesAreFinite(tensor.RowBytes(row), tensor.Type.BlockBytes(), 0, 0),
    };

    /// <summary>Returns true if no number has all exponent bits set, which is the form of infinities and NaN.</summary>
    private static bool NoneHas<T>(ReadOnlySpan<T> bits, T exponent) where T : unmanaged, IBinaryInteger<T>
    {
        var mask = new Vector<T>(exponent);
        int done = 0;
        for (; done + Vector<T>.Count <= bits.Length; done += Vector<T>.Count)
            if (Vector.EqualsAny(new Vector<T>(bits[done..]) & mask, mask)) return false;
        for (; done < bits.Length; done++)
            if ((bits[done] & exponent) == exponent) return false;
        return true;
    }

    private static bool NoneAbove(ReadOnlySpan<float> scales, float largest)
    {
        foreach (float scale in scales)
            if (!(scale <= largest)) return false;
        return true;
    }

    private static bool HalvesAreFinite(ReadOnlySpan<byte> row, int blockBytes, int first, int second)
    {
        for (int block = 0; block < row.Length; block += blockBytes)
        {
            if ((MemoryMarshal.Read<ushort>(row[(block + first)..]) & HalfExponent) == HalfExponent) return false;
            if ((MemoryMarshal.Read<ushort>(row[(block + second)..]) & HalfExponent) == HalfExponent) return false;
        }
        return true;
    }
}
