namespace Teleo.Engine.Kernels;

/// <summary>
/// The columns a weight matrix is multiplied with: as floats, and for the quantised types as whole numbers with one scale per
/// 256 elements. Sixteen bits, as eight would lose more than the weights did. Made once, used by every matrix that reads
/// the same column.
/// </summary>
internal readonly unsafe struct Inputs
{
    public const int BlockSize = 32;
    public const int ChunkBlocks = 8;
    public const int ChunkSize = BlockSize * ChunkBlocks;

    public float* Values { get; init; }        // [columns, Stride]
    public int Stride { get; init; }
    public short* Quants { get; init; }        // [columns, PaddedBlocks * 32], zero after the last element
    public short* NibbleOrder { get; init; }   // the same numbers in the order in which nibbles lie in a Q4_0 block
    public float* Scales { get; init; }        // [columns, PaddedBlocks], equal within a chunk
    public float* Sums { get; init; }          // [columns, PaddedBlocks], scale times the sum of the block
    public int* Centres { get; init; }         // [columns, PaddedBlocks * 4], first of four: -8 times the sum of the block
    public int PaddedBlocks { get; init; }

    /// <summary>Whole chunks, so that no kernel needs a special last step for the input.</summary>
    public static int PaddedBlocksOf(int length) => (length + ChunkSize - 1) / ChunkSize * ChunkBlocks;

    /// <summary>The same columns, beginning with another one.</summary>
    public Inputs From(int column) => this with
    {
        Values = Values + ((long)column * Stride),
        Quants = Quants + ((long)column * PaddedBlocks * BlockSize),
        NibbleOrder = NibbleOrder + ((long)column * PaddedBlocks * BlockSize),
        Scales = Scales + ((long)column * PaddedBlocks),
        Sums = Sums + ((long)column * PaddedBlocks),
        Centres = Centres + ((long)column * PaddedBlocks * 4),
    };
}
