using System.Buffers.Binary;
using System.Numerics;
using Teleo.Engine.Bytes;
using Teleo.Engine.Models;

namespace Teleo.Engine.Formats;

/// <summary>Checks every value of a GGUF head (versions 2 and 3, with the same layout) against the existing bytes.</summary>
internal static class GgufParser
{
    private const ulong MostElements = 1UL << 56;   // so that no size in bytes overflows

    public static bool TryParse(RawBytes file, out GgufDirectory directory, out FormatError error) =>
        TryParse(file, file.Length, out directory, out error);

    /// <param name="head">The file from its start, at least as far as metadata and directory go.</param>
    /// <param name="length">The length of the whole file.</param>
    public static bool TryParse(RawBytes head, long length, out GgufDirectory directory, out FormatError error)
    {
        directory = null!;
        var cursor = new ByteCursor(head.Head(GgufDirectory.LargestHead));
        uint magic = cursor.U32();
        if (magic != GgufDirectory.Magic) cursor.Fail(FormatFault.BadMagic, 0, magic);
        uint version = cursor.U32();
        if (version is not (2 or 3)) cursor.Fail(FormatFault.UnsupportedVersion, 4, version);

        ulong claimedTensors = cursor.U64(), claimedPairs = cursor.U64();
        int tensorCount = cursor.Count(claimedTensors, smallestBytes: 8 + 1 + 4 + 8 + 4 + 8, GgufDirectory.MostTensors, 8, "tensors");
        int pairCount = cursor.Count(claimedPairs, smallestBytes: 8 + 1 + 4 + 1, GgufDirectory.MostKeys, 16, "metadata");

        var entries = ReadPairs(ref cursor, pairCount);
        var keys = Index(ref cursor, head, Array.ConvertAll(entries, entry => entry.Key));
        int alignment = ReadAlignment(ref cursor, entries, keys);
        var tensors = new GgufTensor[tensorCount];
        for (int index = 0; index < tensorCount && !cursor.Failed; index++) tensors[index] = ReadTensor(ref cursor, alignment);
        var names = Index(ref cursor, head, Array.ConvertAll(tensors, tensor => tensor.Name));
        long dataOffset = (cursor.Position + alignment - 1L) / alignment * alignment;
        Place(ref cursor, tensors, dataOffset, length, alignment);

        error = cursor.Error;
        if (cursor.Failed) return false;
        directory = new(head, version, entries, keys, tensors, names);
        return true;
    }

    private static GgufEntry[] ReadPairs(ref ByteCursor cursor, int count)
    {
        var entries = new GgufEntry[count];
        for (int index = 0; index < count && !cursor.Failed; index++)
        {
            var key = ReadName(ref cursor, "metadata key");
            int typeAt = cursor.Position;
            var type = (GgufValueType)cursor.U32();
            int start = cursor.Position;
            var (elementType, elements) = (type, 1);
            if (type == GgufValueType.Array) (elementType, elements) = PeekArray(cursor);
            SkipValue(ref cursor, type, typeAt, depth: 0);
            if (!cursor.Failed) entries[index] = new(key, type, elementType, elements, new(start, cursor.Position - start));
        }
        return entries;
    }

    private static Slice ReadName(ref ByteCursor cursor, string subject)
    {
        int at = cursor.Position;
        var name = cursor.Text64(subject);
        if (name.Length == 0) cursor.Fail(FormatFault.EmptyName, at, 0, subject);
        return name;
    }

    // The cursor is a copy: the caller's stays where it is, and SkipValue finds what is wrong with the numbers.
    private static (GgufValueType Type, int Count) PeekArray(ByteCursor cursor)
    {
        var type = (GgufValueType)cursor.U32();
        return (type, (int)Math.Min(cursor.U64(), int.MaxValue));
    }

    private static void SkipValue(ref ByteCursor cursor, GgufValueType type, int typeAt, int depth)
    {
        if (type > GgufValueType.Float64) cursor.Fail(FormatFault.UnknownValueType, typeAt, (ulong)type);
        else if (type == GgufValueType.String) cursor.Text64("metadata text");
        else if (type == GgufValueType.Array) SkipArray(ref cursor, depth + 1);
        else if (type == GgufValueType.Bool) CheckFlags(ref cursor, cursor.Take(1));
        else cursor.Take(type.SmallestBytes());
    }

    private static void SkipArray(ref ByteCursor cursor, int depth)
    {
        int typeAt = cursor.Position;
        var type = (GgufValueType)cursor.U32();
        ulong claimed = cursor.U64();
        if (depth > GgufDirectory.DeepestArray) cursor.Fail(FormatFault.NestingTooDeep, typeAt, (ulong)depth);
        if (type > GgufValueType.Float64) cursor.Fail(FormatFault.UnknownValueType, typeAt, (ulong)type);
        int count = cursor.Count(claimed, type.SmallestBytes(), int.MaxValue, typeAt + 4, "array");
        if (type == GgufValueType.Bool) CheckFlags(ref cursor, cursor.Take(count));
        else if (type is not (GgufValueType.String or GgufValueType.Array)) cursor.Take(count * type.SmallestBytes());
        else
            for (int index = 0; index < count && !cursor.Failed; index++) SkipValue(ref cursor, type, typeAt, depth);
    }

    private static void CheckFlags(ref ByteCursor cursor, ReadOnlySpan<byte> flags)
    {
        int wrong = flags.IndexOfAnyExcept((byte)0, (byte)1);
        if (wrong >= 0) cursor.Fail(FormatFault.ValueOutOfRange, cursor.Position - flags.Length + wrong, flags[wrong], "flag");
    }

    private static NameTable Index(ref ByteCursor cursor, RawBytes file, Slice[] names)
    {
        var table = new NameTable(new FileNames(file, names));
        for (int index = 0; index < names.Length && !cursor.Failed; index++)
            if (table.Add(index) >= 0) cursor.Fail(FormatFault.DuplicateName, names[index].Offset, 0, names[index]);
        return table;
    }

    private static int ReadAlignment(ref ByteCursor cursor, GgufEntry[] entries, NameTable keys)
    {
        int index = cursor.Failed ? -1 : keys.Find("general.alignment"u8);
        if (index < 0) return GgufDirectory.DefaultAlignment;
        var entry = entries[index];
        if (entry.Type != GgufValueType.UInt32)
            cursor.Fail(FormatFault.WrongValueType, entry.Value.Offset, (ulong)entry.Type, "general.alignment");
        if (cursor.Failed) return GgufDirectory.DefaultAlignment;
        uint alignment = BinaryPrimitives.ReadUInt32LittleEndian(cursor[entry.Value]);
        if (!BitOperations.IsPow2(alignment) || alignment is < 8 or > 1 << 20)
            cursor.Fail(FormatFault.BadAlignment, entry.Value.Offset, alignment, "general.alignment");
        return cursor.Failed ? GgufDirectory.DefaultAlignment : (int)alignment;
    }

    private static GgufTensor ReadTensor(ref ByteCursor cursor, int alignment)
    {
        int infoAt = cursor.Position;
        var name = ReadName(ref cursor, "tensor name");
        int rankAt = cursor.Position;
        uint rank = cursor.U32();
        if (rank is 0 or > 4) cursor.Fail(FormatFault.ValueOutOfRange, rankAt, rank, name);

        ulong columns = 1, rows = 1;
        for (uint dimension = 0; dimension < rank && !cursor.Failed; dimension++)
        {
            int at = cursor.Position;
            ulong extent = cursor.U64();
            if (extent == 0) cursor.Fail(FormatFault.ShapeMismatch, at, 0, name);
            var product = (UInt128)extent * rows;
            if (product > int.MaxValue) cursor.Fail(FormatFault.Overflow, at, extent, name);
            if (dimension == 0) columns = extent;
            else rows = (ulong)product;
        }

        if (columns * rows > MostElements) cursor.Fail(FormatFault.Overflow, rankAt, columns * rows, name);

        int typeAt = cursor.Position;
        uint typeId = cursor.U32();
        if (!TensorTypes.TryFromGgufId(typeId, out var type)) cursor.Fail(FormatFault.UnsupportedTensorType, typeAt, typeId, name);
        if (columns % (ulong)type.BlockElements() != 0) cursor.Fail(FormatFault.BlockDoesNotDivideRow, rankAt, columns, name);

        int offsetAt = cursor.Position;
        ulong offset = cursor.U64();
        if (offset % (ulong)alignment != 0) cursor.Fail(FormatFault.Misaligned, offsetAt, offset, name);
        if (offset > long.MaxValue / 2) cursor.Fail(FormatFault.OffsetOutOfFile, offsetAt, offset, name);
        if (cursor.Failed) return default;
        return new(name, type, (int)rows, (int)columns, (long)offset, type.RowBytes((int)columns) * (long)rows, infoAt);
    }

    /// <summary>
    /// Converts offsets into the data to offsets into the file, and checks that the tensors follow one another without a shared byte and
    /// without a gap beyond the alignment; a changed tensor type leaves a gap.
    /// </summary>
    private static void Place(ref ByteCursor cursor, GgufTensor[] tensors, long dataOffset, long fileLength, int alignment)
    {
        for (int index = 0; index < tensors.Length && !cursor.Failed; index++)
        {
            var tensor = tensors[index] = tensors[index] with { Offset = dataOffset + tensors[index].Offset };
            if (tensor.Offset > fileLength - tensor.SizeBytes)
                cursor.Fail(FormatFault.OffsetOutOfFile, tensor.InfoOffset, (ulong)tensor.Offset, tensor.Name);
        }
        if (cursor.Failed) return;

        var order = tensors;
        if (!IsAscending(tensors)) Array.Sort(order = [.. tensors], static (a, b) => a.Offset.CompareTo(b.Offset));
        long end = dataOffset;
        foreach (var tensor in order)
        {
            if (tensor.Offset < end) cursor.Fail(FormatFault.Overlap, tensor.InfoOffset, (ulong)tensor.Offset, tensor.Name);
            if (tensor.Offset - end >= alignment)
                cursor.Fail(FormatFault.Gap, tensor.InfoOffset, (ulong)(tensor.Offset - end), tensor.Name);
            end = tensor.Offset + tensor.SizeBytes;
        }
        if (order.Length > 0 && fileLength - end >= alignment)
            cursor.Fail(FormatFault.Gap, end, (ulong)(fileLength - end), "the end of the file");
    }

    private static bool IsAscending(GgufTensor[] tensors)
    {
        for (int index = 1; index < tensors.Length; index++)
            if (tensors[index].Offset < tensors[index - 1].Offset) return false;
        return true;
    }
}
