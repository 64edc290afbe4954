using Teleo.Engine.Models;

namespace Teleo.Engine.Kernels;

/// <summary>
/// The input columns of a matrix product: as floats, and as integers for the quantised types. 16-bit words with one scale per 256 elements,
/// because 8 bits would lose more than weights of five to eight bits; for Q4_0, whose own rounding is sixteen times as coarse, bytes with
/// one scale per 32. For F16 raised floats, see <see cref="Lanes.HalfBias"/>. Computed once for every matrix that reads the same column.
/// </summary>
internal readonly unsafe struct Inputs
{
    public const int BlockSize = 32;
    public const int ChunkBlocks = 8;
    public const int ChunkSize = BlockSize * ChunkBlocks;

    public float* Values { get; init; }        // [columns, Stride]
    public int Stride { get; init; }
    public short* Quants { get; init; }        // [columns, PaddedBlocks * 32], zero after the last element
    public float* Scales { get; init; }        // [columns, PaddedBlocks], equal within a chunk
    public float* Sums { get; init; }          // [columns, PaddedBlocks], scale times the sum of the block
    public sbyte* Bytes { get; init; }         // [columns, PaddedBlocks / 4, 2, 4, 16]: of four blocks the first halves, then the second
    public float* ByteScales { get; init; }    // [columns, PaddedBlocks, 4], the same four times
    public short* ByteSums { get; init; }      // [columns, PaddedBlocks, 8], minus the sum of the block, the same eight times
    public float* Raised { get; init; }        // [columns, Stride], times 2^96; of each 32 the even ones before the odd
    public int PaddedBlocks { get; init; }

    /// <summary>The form in which a matrix of this type reads its input.</summary>
    public static InputForms FormOf(TensorType type) => type switch
    {
        TensorType.F32 or TensorType.BF16 => InputForms.Floats,
        TensorType.F16 => InputForms.Raised,
        TensorType.Q4_0 => InputForms.Bytes,
        _ => InputForms.Words,
    };

    /// <summary>Whole chunks, so that no kernel needs a special last step for the input.</summary>
    public static int PaddedBlocksOf(int length) => (length + ChunkSize - 1) / ChunkSize * ChunkBlocks;

    /// <summary>The same columns, beginning with another one.</summary>
    public Inputs From(int column) => this with
    {
        Values = Values + ((long)column * Stride),
        Quants = Quants + ((long)column * PaddedBlocks * BlockSize),
        Scales = Scales + ((long)column * PaddedBlocks),
        Sums = Sums + ((long)column * PaddedBlocks),
        Bytes = Bytes + ((long)column * PaddedBlocks * BlockSize),
        ByteScales = ByteScales + ((long)column * PaddedBlocks * 4),
        Raised = Raised + ((long)column * Stride),
        ByteSums = ByteSums + ((long)column * PaddedBlocks * 8),
    };
}

/// <summary>The forms in which a column is kept; the floats are always there.</summary>
[Flags]
internal enum InputForms
{
    Floats = 0,
    Words = 1,
    Bytes = 2,
    Raised = 4,
}
