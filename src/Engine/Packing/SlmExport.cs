using System.Runtime.InteropServices;
using Teleo.Engine.Formats;
using Teleo.Engine.Models;
using Teleo.Engine.Quantization;

namespace Teleo.Engine.Packing;

/// <summary>Writes a model as .slm.</summary>
internal static class SlmExport
{
    /// <summary>Returns the reason why .slm cannot hold this model; null if it can.</summary>
    public static string? Problem(ModelContent content, Func<PartSlot, TensorType> typeOf)
    {
        var facts = content.Facts;
        if (facts.Architecture != "llama" || facts.RopePairing != RopePairing.Adjacent || facts.HasQkvBias || facts.HasQkNorm)
            return $".slm holds the Llama architecture without biases, not {facts.Architecture}";
        if (facts.RopeScaling is not RopeScaling.Unscaled || facts.RopeSize != facts.HeadSize)
            return ".slm has no rope scaling and turns whole heads";
        if (!IsBytes(content.Vocabulary) && content.Vocabulary.Kind != VocabularyKind.SlmBpe)
            return $".slm holds byte and BPE1 vocabularies, not {content.Vocabulary.Kind}";
        foreach (var slot in PartSlot.All(facts))
        {
            var type = typeOf(slot);
            if (type.SlmId() is null) return $".slm has no {type.Name()}; f32 keeps every value";
            if (type == TensorType.SlmQ4 && (slot.Columns % 2 != 0 || slot.Columns % SlmCodec.BlockColumns(type, slot.Columns) != 0))
                return $"q4_0 of .slm needs rows of whole blocks, and {SlmTypes.NameOf(slot)} has {slot.Columns} columns";
        }
        return null;
    }

    public static void Write(Stream stream, ModelContent content, Func<PartSlot, TensorType> typeOf, ISlmChecksum checksum)
    {
        var tensors = PartSlot.All(content.Facts).Select(slot => (slot, typeOf(slot))).ToArray();
        var layout = new SlmLayout(content.Facts, Tokenizer(content.Vocabulary), tensors);
        long start = stream.Position;
        var output = new ChecksummedStream(stream, checksum);
        output.Write(layout.Head());
        foreach (var (slot, type, _) in layout.Tensors)
        {
            var scales = WritePayload(output, content.Source(slot), type);
            output.PadTo(SlmLayout.RoundUp(output.Written));
            output.Write(MemoryMarshal.AsBytes<float>(scales));
            output.PadTo(SlmLayout.RoundUp(output.Written));
        }

        ulong sum = output.Finish();
        stream.Position = start + SlmHeader.ChecksumAt;
        stream.Write(BitConverter.GetBytes(sum));
        stream.Position = start + layout.SizeBytes;
    }

    /// <summary>Returns true if a vocabulary is that of BTOK, by that name or as the byte-level vocabulary GGUF makes of it.</summary>
    private static bool IsBytes(VocabularyFacts vocabulary)
    {
        if (vocabulary.Kind == VocabularyKind.Bytes) return true;
        if (vocabulary is not { Kind: VocabularyKind.ByteLevelBpe, Count: SlmVocabulary.FirstLearned, MergeCount: 0, AddBos: true })
            return false;
        if (vocabulary is not { Bos: 256, Eos: 257, Padding: 258, Unknown: 259 }) return false;
        for (int token = 0; token < 256; token++)
            if (!vocabulary.Piece(token).SequenceEqual(ByteLetters.Of((byte)token))) return false;
        return true;
    }

    // The scales are written after the payload: they are few enough to wait in memory.
    private static float[] WritePayload(ChecksummedStream output, TensorSource source, TensorType type)
    {
        var values = new float[source.Columns];
        if (type == TensorType.F32)
        {
            for (int row = 0; row < source.Rows; row++)
            {
                source.ReadRow(row, values);
                output.Write(MemoryMarshal.AsBytes<float>(values));
            }
            return [];
        }
        int perRow = SlmCodec.ScalesPerRow(type, source.Columns);
        var scales = new float[source.Rows * perRow];
        var bytes = new byte[type.RowBytes(source.Columns)];
        for (int row = 0; row < source.Rows; row++)
        {
            if (!source.TryCopyRow(type, row, bytes, scales.AsSpan(row * perRow, perRow)))
            {
                source.ReadRow(row, values);
                SlmCodec.EncodeRow(type, values, bytes, scales.AsSpan(row * perRow, perRow));
            }
            output.Write(bytes);
        }
        return scales;
    }

    private static byte[] Tokenizer(VocabularyFacts vocabulary)
    {
        bool pairs = vocabulary.Kind == VocabularyKind.SlmBpe;
        var section = new List<byte>();
        void Word(uint value) => section.AddRange(BitConverter.GetBytes(value));

        Word(pairs ? SlmVocabulary.PairMagic : SlmVocabulary.ByteMagic);
        Word(SlmVocabulary.SupportedVersion);
        Word((uint)vocabulary.Count);
        for (uint special = 0; special < 4; special++) Word(SlmVocabulary.FirstSpecial + special);
        if (!pairs) return [.. section];

        Word((uint)vocabulary.Count - SlmVocabulary.FirstLearned);
        Word((uint)vocabulary.MergeCount);
        for (int token = SlmVocabulary.FirstLearned; token < vocabulary.Count; token++)
        {
            Word((uint)token);
            Word((uint)vocabulary.Piece(token).Length);
            section.AddRange(vocabulary.Piece(token));
        }
        for (int rank = 0; rank < vocabulary.MergeCount; rank++)
        {
            var merge = vocabulary.MergeAt(rank);
            Word((uint)merge.Left);
            Word((uint)merge.Right);
            Word((uint)merge.Output);
            Word((uint)rank);
        }
        return [.. section];
    }
}
