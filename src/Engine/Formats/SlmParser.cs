using System.Runtime.InteropServices;
using Teleo.Engine.Bytes;
using Teleo.Engine.Models;
using Teleo.Engine.Quantization;

namespace Teleo.Engine.Formats;

/// <summary>Checks every claim of a .slm head against the bytes that exist.</summary>
internal static class SlmParser
{
    private const uint LargestExtent = 1 << 24;
    private const uint LargestContext = 1 << 30;
    private const uint MostLayers = 1 << 12;

    public static bool TryParse(RawBytes file, out SlmFile slm, out FormatError error)
    {
        var cursor = new ByteCursor(file.Head(GgufDirectory.LargestHead));
        var header = SlmHeader.Read(ref cursor);
        CheckHeader(ref cursor, header, file.Length);
        slm = (cursor.Failed ? null : ReadTensors(ref cursor, file, header))!;
        error = cursor.Error;
        return !cursor.Failed;
    }

    private static void CheckHeader(ref ByteCursor cursor, SlmHeader header, long fileLength)
    {
        if (header.HeaderLength < SlmHeader.SizeBytes || header.HeaderLength > fileLength)
            cursor.Fail(FormatFault.BadHeader, 8, header.HeaderLength, "header_length");
        if ((header.Flags & ~SlmHeader.TiedOutputFlag) != 0) cursor.Fail(FormatFault.UnsupportedFeature, 16, header.Flags, "flags");
        Range(ref cursor, 20, header.VocabularySize, 1, VocabularyFacts.MostTokens, "vocab_size");
        Range(ref cursor, 24, header.SpecialTokenCount, 4, header.VocabularySize, "special_token_count");
        Range(ref cursor, 28, header.HiddenSize, 1, LargestExtent, "hidden_size");
        Range(ref cursor, 32, header.LayerCount, 1, MostLayers, "layer_count");
        Range(ref cursor, 36, header.HeadCount, 1, LargestExtent, "head_count");
        Range(ref cursor, 40, header.KvHeadCount, 1, header.HeadCount, "kv_head_count");
        Range(ref cursor, 44, header.HeadSize, 1, LargestExtent / Math.Max(1, header.HeadCount), "head_dim");
        Range(ref cursor, 48, header.FeedForwardSize, 1, LargestExtent, "ffn_size");
        Range(ref cursor, 52, header.ContextLength, 1, LargestContext, "max_context");
        if (!cursor.Failed && header.HeadCount % header.KvHeadCount != 0)
            cursor.Fail(FormatFault.ShapeMismatch, 40, header.KvHeadCount, "kv_head_count");
        if (header.HeadSize % 2 != 0) cursor.Fail(FormatFault.ShapeMismatch, 44, header.HeadSize, "head_dim");
        Positive(ref cursor, 56, header.RopeTheta, "rope_theta");
        Positive(ref cursor, 60, header.RmsEpsilon, "rms_epsilon");
        if (header.Checksum == 0) cursor.Fail(FormatFault.ValueOutOfRange, SlmHeader.ChecksumAt, 0, "checksum");
        CheckSections(ref cursor, header, (ulong)fileLength);
    }

    private static void CheckSections(ref ByteCursor cursor, SlmHeader header, ulong fileLength)
    {
        ulong head = Math.Min(fileLength, GgufDirectory.LargestHead);
        Within(ref cursor, 64, header.TokenizerOffset, header.TokenizerLength, head, "tokenizer");
        if (header.TokenizerOffset < header.HeaderLength) cursor.Fail(FormatFault.Overlap, 64, header.TokenizerOffset, "tokenizer");
        if (header.TensorCount > GgufDirectory.MostTensors)
            cursor.Fail(FormatFault.CountExceedsFile, 88, header.TensorCount, "tensor_count");
        ulong directoryLength = (ulong)header.TensorCount * SlmTensor.SizeBytes;
        Within(ref cursor, 80, header.DirectoryOffset, directoryLength, head, "directory");
        if (header.DirectoryOffset % SlmHeader.Alignment != 0) cursor.Fail(FormatFault.Misaligned, 80, header.DirectoryOffset, "directory");
        if (header.DataOffset % SlmHeader.Alignment != 0) cursor.Fail(FormatFault.Misaligned, 92, header.DataOffset, "data");
        Within(ref cursor, 92, header.DataOffset, 0, fileLength, "data");
        if (!cursor.Failed && header.TokenizerOffset + header.TokenizerLength > header.DirectoryOffset)
            cursor.Fail(FormatFault.Overlap, 80, header.DirectoryOffset, "directory");
        if (!cursor.Failed && header.DirectoryOffset + directoryLength > header.DataOffset)
            cursor.Fail(FormatFault.Overlap, 92, header.DataOffset, "data");
        if (fileLength % SlmHeader.Alignment != 0) cursor.Fail(FormatFault.Truncated, (long)fileLength);
    }

    private static SlmFile? ReadTensors(ref ByteCursor cursor, RawBytes file, SlmHeader header)
    {
        var tensors = new SlmPlacedTensor[header.TensorCount];
        var byHash = new Dictionary<ulong, int>();
        for (int index = 0; index < tensors.Length; index++)
        {
            int entryAt = (int)header.DirectoryOffset + index * SlmTensor.SizeBytes;
            var entry = SlmTensor.Read(file.Slice(entryAt, SlmTensor.SizeBytes), out bool flat);
            var type = CheckEntry(ref cursor, file, header, entry, entryAt, flat);
            if (!byHash.TryAdd(entry.NameHash, index)) cursor.Fail(FormatFault.DuplicateName, entryAt, entry.NameHash);
            if (cursor.Failed) return null;
            tensors[index] = new(
                type, (int)entry.Rows, (int)entry.Columns, (long)entry.Offset, (long)entry.Length, (long)entry.ScaleOffset, entryAt);
            CheckScales(ref cursor, file, tensors[index]);
        }
        CheckPlaces(ref cursor, tensors, (long)header.DataOffset, file.Length);
        return new(file, header, tensors, byHash);
    }

    /// <summary>
    /// Checks that payloads and scales follow one another from the start of the data to the end of the file, without a shared byte and
    /// without a gap beyond the alignment.
    /// </summary>
    private static void CheckPlaces(ref ByteCursor cursor, SlmPlacedTensor[] tensors, long end, long fileLength)
    {
        var extents = new List<(long Start, long End, int Entry)>();
        foreach (var tensor in tensors)
        {
            extents.Add((tensor.Offset, tensor.Offset + tensor.SizeBytes, tensor.EntryOffset));
            if (tensor.ScalesPerRow > 0)
                extents.Add((tensor.ScaleOffset, tensor.ScaleOffset + 4L * tensor.Rows * tensor.ScalesPerRow, tensor.EntryOffset));
        }
        extents.Sort();
        foreach (var (start, extentEnd, entry) in extents)
        {
            if (start < end) cursor.Fail(FormatFault.Overlap, entry, (ulong)start, "tensor");
            if (start - end >= SlmHeader.Alignment) cursor.Fail(FormatFault.Gap, entry, (ulong)(start - end), "tensor");
            end = extentEnd;
        }
        if (extents.Count > 0 && fileLength - end >= SlmHeader.Alignment)
            cursor.Fail(FormatFault.Gap, end, (ulong)(fileLength - end), "the end of the file");
    }

    private static TensorType CheckEntry(ref ByteCursor cursor, RawBytes file, SlmHeader header, SlmTensor entry, int at, bool flat)
    {
        if (!SlmTypes.TryFromSlmId(entry.DType, out var type)) cursor.Fail(FormatFault.UnsupportedTensorType, at + 8, entry.DType);
        if (entry.Rank is 0 or > 4) cursor.Fail(FormatFault.ValueOutOfRange, at + 12, entry.Rank, "rank");
        if (!flat || entry.Rows == 0 || entry.Columns == 0) cursor.Fail(FormatFault.ShapeMismatch, at + 16, entry.Columns, "dimensions");
        Range(ref cursor, at + 16, entry.Rows, 1, LargestExtent, "dimensions");
        Range(ref cursor, at + 16, entry.Columns, 1, LargestExtent, "dimensions");
        if (cursor.Failed) return type;

        uint block = (uint)SlmCodec.BlockColumns(type, (int)entry.Columns);
        if (type == TensorType.SlmQ4 && (entry.Columns % block != 0 || entry.Columns % 2 != 0))
            cursor.Fail(FormatFault.BlockDoesNotDivideRow, at + 16, entry.Columns);
        if (type != TensorType.F32 && entry.BlockSize != block)
            cursor.Fail(FormatFault.BlockDoesNotDivideRow, at + 56, entry.BlockSize, "block size");
        ulong bytes = (ulong)type.RowBytes((int)entry.Columns) * entry.Rows;
        if (entry.Length != bytes) cursor.Fail(FormatFault.ShapeMismatch, at + 40, entry.Length, "length");
        Payload(ref cursor, file, header, at + 32, entry.Offset, bytes, "payload");
        if (type != TensorType.F32)
            Payload(ref cursor, file, header, at + 48, entry.ScaleOffset, 4UL * entry.Rows * (entry.Columns / block), "scales");
        return type;
    }

    private static void Payload(ref ByteCursor cursor, RawBytes file, SlmHeader header, int at, ulong offset, ulong length, string subject)
    {
        if (offset % SlmHeader.Alignment != 0) cursor.Fail(FormatFault.Misaligned, at, offset, subject);
        if (offset < header.DataOffset) cursor.Fail(FormatFault.Overlap, at, offset, subject);
        Within(ref cursor, at, offset, length, (ulong)file.Length, subject);
    }

    private static void CheckScales(ref ByteCursor cursor, RawBytes file, SlmPlacedTensor tensor)
    {
        int rowBytes = 4 * tensor.ScalesPerRow;
        for (int row = 0; row < tensor.Rows && rowBytes > 0; row++)
        {
            long rowAt = tensor.ScaleOffset + (long)row * rowBytes;
            var scales = MemoryMarshal.Cast<byte, float>(file.Slice(rowAt, rowBytes));
            for (int index = 0; index < scales.Length; index++)
                if (!(float.IsFinite(scales[index]) && scales[index] > 0))
                    cursor.Fail(FormatFault.NotFinite, rowAt + 4 * index, BitConverter.SingleToUInt32Bits(scales[index]), "scale");
        }
    }

    private static void Within(ref ByteCursor cursor, int at, ulong offset, ulong length, ulong end, string subject)
    {
        if (offset > end || length > end - offset) cursor.Fail(FormatFault.OffsetOutOfFile, at, offset, subject);
    }

    private static void Range(ref ByteCursor cursor, int at, uint value, uint smallest, uint largest, string subject)
    {
        if (value < smallest || value > largest) cursor.Fail(FormatFault.ValueOutOfRange, at, value, subject);
    }

    private static void Positive(ref ByteCursor cursor, int at, float value, string subject)
    {
        if (!(float.IsFinite(value) && value > 0)) cursor.Fail(FormatFault.NotFinite, at, BitConverter.SingleToUInt32Bits(value), subject);
    }
}
