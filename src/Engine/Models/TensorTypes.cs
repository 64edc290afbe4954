using System.Diagnostics;

namespace Teleo.Engine.Models;

/// <summary>The block geometry of each tensor type: how many elements share how many bytes.</summary>
public static class TensorTypes
{
    private static readonly TensorType[] All = Enum.GetValues<TensorType>();

    /// <summary>Returns the elements per block; a row has a whole number of blocks.</summary>
    public static int BlockElements(this TensorType type) => type switch
    {
        TensorType.F32 or TensorType.F16 or TensorType.BF16 or TensorType.SlmQ8 => 1,
        TensorType.SlmQ4 => 2,
        TensorType.Q4_K or TensorType.Q5_K or TensorType.Q6_K => 256,
        _ => 32,
    };

    public static int BlockBytes(this TensorType type) => type switch
    {
        TensorType.F32 => 4,
        TensorType.F16 or TensorType.BF16 => 2,
        TensorType.Q8_0 => 2 + 32,
        TensorType.Q4_0 => 2 + 16,
        TensorType.Q4_1 => 2 + 2 + 16,
        TensorType.Q5_0 => 2 + 4 + 16,
        TensorType.Q5_1 => 2 + 2 + 4 + 16,
        TensorType.Q4_K => 2 + 2 + 12 + 128,
        TensorType.Q5_K => 2 + 2 + 12 + 32 + 128,
        TensorType.Q6_K => 128 + 64 + 16 + 2,
        TensorType.SlmQ8 or TensorType.SlmQ4 => 1,
        _ => throw new UnreachableException(),
    };

    /// <summary>Bytes of one row, without the separate scales of the .slm types.</summary>
    public static long RowBytes(this TensorType type, int columns) =>
        (long)columns / type.BlockElements() * type.BlockBytes();

    /// <summary>The type's number in a GGUF directory; null for the types GGUF does not have.</summary>
    public static uint? GgufId(this TensorType type) => type switch
    {
        TensorType.F32 => 0,
        TensorType.F16 => 1,
        TensorType.Q4_0 => 2,
        TensorType.Q4_1 => 3,
        TensorType.Q5_0 => 6,
        TensorType.Q5_1 => 7,
        TensorType.Q8_0 => 8,
        TensorType.Q4_K => 12,
        TensorType.Q5_K => 13,
        TensorType.Q6_K => 14,
        TensorType.BF16 => 30,
        _ => null,
    };

    internal static bool TryFromGgufId(uint id, out TensorType type)
    {
        foreach (var candidate in All)
        {
            type = candidate;
            if (candidate.GgufId() == id) return true;
        }
        type = default;
        return false;
    }
}
