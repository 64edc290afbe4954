using Teleo.Engine.Models;
using Teleo.Engine.Quantization;

namespace Teleo.Engine.Formats;

/// <summary>The places of everything in a .slm file that is about to be written.</summary>
internal sealed class SlmLayout
{
    public SlmLayout(ModelFacts facts, byte[] tokenizer, IReadOnlyList<(PartSlot Slot, TensorType Type)> tensors)
    {
        Tokenizer = tokenizer;
        long directoryAt = RoundUp(SlmHeader.SizeBytes + tokenizer.Length);
        long dataAt = RoundUp(directoryAt + (long)tensors.Count * SlmTensor.SizeBytes);
        long at = dataAt;
        foreach (var (slot, type) in tensors) Tensors.Add((slot, type, Place(slot, type, ref at)));
        SizeBytes = at;
        Header = new()
        {
            HeaderLength = SlmHeader.SizeBytes,
            Flags = facts.TiedOutput ? SlmHeader.TiedOutputFlag : 0,
            VocabularySize = (uint)facts.VocabularySize,
            SpecialTokenCount = SlmVocabulary.FirstLearned - SlmVocabulary.FirstSpecial,
            HiddenSize = (uint)facts.HiddenSize,
            LayerCount = (uint)facts.LayerCount,
            HeadCount = (uint)facts.HeadCount,
            KvHeadCount = (uint)facts.KvHeadCount,
            HeadSize = (uint)facts.HeadSize,
            FeedForwardSize = (uint)facts.FeedForwardSize,
            ContextLength = (uint)facts.ContextLength,
            RopeTheta = facts.RopeTheta,
            RmsEpsilon = facts.RmsEpsilon,
            TokenizerOffset = SlmHeader.SizeBytes,
            TokenizerLength = (ulong)tokenizer.Length,
            DirectoryOffset = (ulong)directoryAt,
            TensorCount = (uint)tensors.Count,
            DataOffset = (ulong)dataAt,
        };
    }

    public SlmHeader Header { get; }

    public byte[] Tokenizer { get; }

    public List<(PartSlot Slot, TensorType Type, SlmTensor Entry)> Tensors { get; } = [];

    public long SizeBytes { get; }

    public static long RoundUp(long value) => (value + SlmHeader.Alignment - 1) / SlmHeader.Alignment * SlmHeader.Alignment;

    /// <summary>Returns header, tokenizer and directory, up to the start of the data.</summary>
    public byte[] Head()
    {
        var head = new byte[Header.DataOffset];
        Header.Bytes().CopyTo(head, 0);
        Tokenizer.CopyTo(head, SlmHeader.SizeBytes);
        for (int index = 0; index < Tensors.Count; index++)
            Tensors[index].Entry.Bytes().CopyTo(head, (int)Header.DirectoryOffset + index * SlmTensor.SizeBytes);
        return head;
    }

    private static SlmTensor Place(PartSlot slot, TensorType type, ref long at)
    {
        long size = type.RowBytes(slot.Columns) * slot.Rows, payloadAt = at, scalesAt = 0;
        uint block = 0;
        at = RoundUp(at + size);
        if (type != TensorType.F32)
        {
            scalesAt = at;
            block = (uint)SlmCodec.BlockColumns(type, slot.Columns);
            at = RoundUp(at + 4L * slot.Rows * SlmCodec.ScalesPerRow(type, slot.Columns));
        }
        return new(
            SlmTypes.NameHash(slot), type.SlmId()!.Value, slot.IsVector ? 1u : 2u, (uint)slot.Rows, (uint)slot.Columns,
            (ulong)payloadAt, (ulong)size, (ulong)scalesAt, block);
    }
}
