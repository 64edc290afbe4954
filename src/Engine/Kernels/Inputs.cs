namespace Teleo.Engine.Kernels;

/// <summary>
/// The columns a weight matrix is multiplied with: as floats, and as whole numbers with one scale per 32 elements for the
/// quantised types. Quantised once, used by every matrix that reads the same column.
/// </summary>
internal readonly unsafe struct Inputs
{
    public const int BlockSize = 32;

    public float* Values { get; init; }        // [columns, Stride]
    public int Stride { get; init; }
    public short* Quants { get; init; }        // [columns, PaddedBlocks * 32], zero after the last element
    public sbyte* Bytes { get; init; }         // [columns, PaddedBlocks * 32], the same numbers
    public float* Scales { get; init; }        // [columns, PaddedBlocks]
    public float* Sums { get; init; }          // [columns, PaddedBlocks], scale times the sum of the block
    public int PaddedBlocks { get; init; }

    /// <summary>Whole vectors of 16 scales, so that no kernel needs a special last step for them.</summary>
    public static int PaddedBlocksOf(int length) => ((length + BlockSize - 1) / BlockSize + 15) / 16 * 16;

    /// <summary>The same columns, beginning with another one.</summary>
    public Inputs From(int column) => this with
    {
        Values = Values + ((long)column * Stride),
        Quants = Quants + ((long)column * PaddedBlocks * BlockSize),
        Bytes = Bytes + ((long)column * PaddedBlocks * BlockSize),
        Scales = Scales + ((long)column * PaddedBlocks),
        Sums = Sums + ((long)column * PaddedBlocks),
    };
}
