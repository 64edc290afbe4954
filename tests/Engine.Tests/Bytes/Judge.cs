using Teleo.Engine.Bytes;
using Teleo.Engine.Formats;
using Teleo.Engine.Loading;
using Teleo.Engine.Models;

namespace Teleo.Engine.Tests.Bytes;

/// <summary>The one law of parsing: bytes are either refused with a fault and a place, or give a model all of which can be trusted.</summary>
internal static class Judge
{
    private const long MostAllocated = 64 << 20;

    /// <summary>The fault, or null if the bytes are a model.</summary>
    public static FormatFault? Read(GuardedBytes memory, ReadOnlySpan<byte> content, string? vocabularyPath = null) =>
        ReadError(memory, content, vocabularyPath)?.Fault;

    public static FormatError? ReadError(GuardedBytes memory, ReadOnlySpan<byte> content, string? vocabularyPath = null)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var bytes = memory.Put(content);
        bool opened = ModelFile.TryRead(bytes, memory, "model", vocabularyPath ?? "/nonexistent", acceptsAnyChecksum: true, out var model, out var error);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
        if (opened)
        {
            AssertTrustworthy(model, bytes);
            return null;
        }
        Assert.InRange(error.OffsetBytes, 0, content.Length);
        Assert.InRange((int)error.Code, 1, 14);
        Assert.InRange(error.ToString().Length, 10, 1000);
        return error;
    }

    private static unsafe void AssertTrustworthy(ModelFile model, RawBytes bytes)
    {
        var facts = model.Facts;
        Assert.True(facts is { HiddenSize: > 0, LayerCount: > 0, FeedForwardSize: > 0, HeadCount: > 0, KvHeadCount: > 0, HeadSize: > 0, ContextLength: > 0 });
        Assert.True(facts.HeadCount % facts.KvHeadCount == 0 && facts.RopeSize % 2 == 0 && facts.RopeSize <= facts.HeadSize);
        Assert.True(float.IsFinite(facts.RmsEpsilon) && facts.RmsEpsilon > 0 && float.IsFinite(facts.RopeTheta) && facts.RopeTheta > 0);
        Assert.Equal(facts.VocabularySize, model.Vocabulary.Count);
        foreach (var slot in PartSlot.All(facts))
        {
            var view = model.Weights[slot];
            Assert.True(view.Exists && view.Rows == slot.Rows && view.Columns == slot.Columns);
            Assert.True(view.Data >= bytes.Start && view.Data + view.SizeBytes <= bytes.Start + bytes.Length);
            Assert.Equal(view.Type.RowBytes(view.Columns) * view.Rows, view.SizeBytes);
            if (view.Scales != null)
                Assert.True((byte*)view.Scales >= bytes.Start && (byte*)(view.Scales + view.Rows) <= bytes.Start + bytes.Length);
        }
        AssertTrustworthy(model.Vocabulary);
    }

    private static void AssertTrustworthy(VocabularyFacts vocabulary)
    {
        for (int token = 0; token < vocabulary.Count; token++)
        {
            Assert.InRange(vocabulary.Find(vocabulary.Piece(token)), token, vocabulary.Count - 1);
            Assert.True(float.IsFinite(vocabulary.Score(token)) && Enum.IsDefined(vocabulary.KindOf(token)));
        }
        for (int rank = 0; rank < vocabulary.MergeCount; rank++)
        {
            var (left, right, output) = vocabulary.MergeAt(rank);
            Assert.Equal(vocabulary.Piece(output).Length, vocabulary.Piece(left).Length + vocabulary.Piece(right).Length);
        }
        foreach (int? special in (int?[])[vocabulary.Bos, vocabulary.Eos, vocabulary.Unknown, vocabulary.Padding, vocabulary.Separator])
            Assert.InRange(special ?? 0, 0, vocabulary.Count - 1);
    }
}
