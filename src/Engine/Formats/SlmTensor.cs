using System.Buffers.Binary;

namespace Teleo.Engine.Formats;

/// <summary>One entry of a .slm tensor directory, as in the file.</summary>
internal readonly record struct SlmTensor(
    ulong NameHash, uint DType, uint Rank, uint Rows, uint Columns, ulong Offset, ulong Length, ulong ScaleOffset, uint BlockSize)
{
    public const int SizeBytes = 64;
    public const int ShapeAt = 16;

    public static SlmTensor Read(ReadOnlySpan<byte> bytes, out bool extraDimensionsAreOne)
    {
        uint rank = U32(bytes, 12);
        // A vector has one dimension; dimensions beyond the rank are zero or one.
        extraDimensionsAreOne = U32(bytes, 24) <= 1 && U32(bytes, 28) <= 1 && (rank != 1 || U32(bytes, 20) <= 1);
        var (rows, columns) = rank == 1 ? (1, U32(bytes, 16)) : (U32(bytes, 16), U32(bytes, 20));
        return new(U64(bytes, 0), U32(bytes, 8), rank, rows, columns, U64(bytes, 32), U64(bytes, 40), U64(bytes, 48), U32(bytes, 56));
    }

    /// <summary>The fields as they stand in the file, before the padding of an entry.</summary>
    public byte[] Bytes()
    {
        uint[] words = [DType, Rank, Rank == 1 ? Columns : Rows, Rank == 1 ? 1 : Columns, 1, 1];
        return
        [
            .. BitConverter.GetBytes(NameHash), .. words.SelectMany(BitConverter.GetBytes), .. BitConverter.GetBytes(Offset),
            .. BitConverter.GetBytes(Length), .. BitConverter.GetBytes(ScaleOffset), .. BitConverter.GetBytes(BlockSize),
        ];
    }

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
