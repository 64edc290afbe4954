using System.Text;
using Teleo.Engine.Formats;
using Teleo.Engine.Models;

namespace Teleo.Engine.Packing;

/// <summary>Writes a model as GGUF.</summary>
internal static class GgufExport
{
    private const uint NoToken = uint.MaxValue;
    private const int QuantizationVersion = 2;

    /// <summary>Returns the reason why GGUF cannot hold this model; null if it can.</summary>
    public static string? Problem(ModelContent content, Func<PartSlot, TensorType> typeOf)
    {
        if (content.Vocabulary.Kind == VocabularyKind.SlmBpe)
            return "a BPE1 vocabulary merges across the whole text, a byte-level vocabulary of GGUF only within words";
        foreach (var slot in PartSlot.All(content.Facts))
            if (typeOf(slot).GgufId() is null)
                return $"GGUF has no type for the {typeOf(slot).Name()} of .slm; f32 keeps every value";
        return null;
    }

    public static void Write(Stream stream, ModelContent content, Func<PartSlot, TensorType> typeOf, TensorType? mostly)
    {
        var metadata = new GgufMetadata();
        if (content.Gguf is { } source)
        {
            foreach (var entry in source.Entries)
                if (mostly is null || source.Text(entry.Key) is not ("general.file_type" or "general.quantization_version"))
                    metadata.Add(source, entry);
        }
        else
        {
            AddVocabulary(metadata, content.Vocabulary);
            AddFacts(metadata, content.Facts, content.Vocabulary);
        }
        if (mostly is { } type && FileType(type) is { } number)
            metadata.Add("general.quantization_version", QuantizationVersion).Add("general.file_type", number);
        GgufWriter.Write(stream, metadata, [.. Slots(content).Select(slot => Plan(slot, content.Source(slot), typeOf(slot)))]);
    }

    // In the order of the source's own directory if it has one. The established converter of llama2.c files writes the output
    // matrix even where it is the embedding; so do we, to give the same bytes.
    private static IEnumerable<PartSlot> Slots(ModelContent content)
    {
        var facts = content.Origin == ModelFormat.Llama2C ? content.Facts with { TiedOutput = false } : content.Facts;
        var slots = PartSlot.All(facts);
        return content.Gguf is not { } source ? slots
            : slots.OrderBy(slot => source.IndexOf(Encoding.UTF8.GetBytes(GgufNames.Of(slot))));
    }

    private static GgufTensorPlan Plan(PartSlot slot, TensorSource source, TensorType type) => new(
        GgufNames.Of(slot),
        type,
        slot.IsVector ? [slot.Columns] : [slot.Columns, slot.Rows],
        type.RowBytes(slot.Columns) * slot.Rows,
        stream => source.Write(type, stream));

    private static void AddVocabulary(GgufMetadata metadata, VocabularyFacts vocabulary)
    {
        bool bytes = vocabulary.Kind == VocabularyKind.Bytes;
        var tokens = Enumerable.Range(0, vocabulary.Count);
        metadata.AddArray("tokenizer.ggml.tokens", [.. tokens.Select(token => Piece(vocabulary, token))]);
        if (!bytes)
            metadata.AddArray("tokenizer.ggml.scores", GgufValueType.Float32, vocabulary.Count,
                [.. tokens.SelectMany(token => BitConverter.GetBytes(vocabulary.Score(token)))]);
        metadata.AddArray("tokenizer.ggml.token_type", GgufValueType.Int32, vocabulary.Count,
            [.. tokens.SelectMany(token => BitConverter.GetBytes((int)Kind(vocabulary, token)))]);
        metadata.Add("tokenizer.ggml.model", bytes ? "gpt2" : "llama");
        if (bytes)
            metadata.AddArray("tokenizer.ggml.merges", []).Add("tokenizer.ggml.pre", "gpt-2").Add("tokenizer.ggml.add_bos_token", true);
    }

    // A vocabulary of bytes is a byte-level one without merges: the letter of a byte is the byte.
    private static byte[] Piece(VocabularyFacts vocabulary, int token) =>
        vocabulary.Kind == VocabularyKind.Bytes && token < 256 ? ByteLetters.Of((byte)token).ToArray() : vocabulary.Piece(token).ToArray();

    private static TokenKind Kind(VocabularyFacts vocabulary, int token) =>
        vocabulary.Kind == VocabularyKind.Bytes && token < 256 ? TokenKind.Normal : vocabulary.KindOf(token);

    private static void AddFacts(GgufMetadata metadata, ModelFacts facts, VocabularyFacts vocabulary)
    {
        metadata
            .Add("general.architecture", "llama")
            .Add("general.name", "llama")
            .Add("tokenizer.ggml.unknown_token_id", (uint?)vocabulary.Unknown ?? NoToken)
            .Add("tokenizer.ggml.bos_token_id", (uint?)vocabulary.Bos ?? NoToken)
            .Add("tokenizer.ggml.eos_token_id", (uint?)vocabulary.Eos ?? NoToken)
            .Add("tokenizer.ggml.seperator_token_id", (uint?)vocabulary.Separator ?? NoToken)
            .Add("tokenizer.ggml.padding_token_id", (uint?)vocabulary.Padding ?? NoToken)
            .Add("llama.context_length", facts.ContextLength)
            .Add("llama.embedding_length", facts.HiddenSize)
            .Add("llama.feed_forward_length", facts.FeedForwardSize)
            .Add("llama.attention.head_count", facts.HeadCount)
            .Add("llama.attention.head_count_kv", facts.KvHeadCount)
            .Add("llama.block_count", facts.LayerCount)
            .Add("llama.rope.dimension_count", facts.RopeSize)
            .Add("llama.attention.layer_norm_rms_epsilon", facts.RmsEpsilon);
        if (facts.RopeTheta != 10000) metadata.Add("llama.rope.freq_base", facts.RopeTheta);
        if (facts.QuerySize != facts.HiddenSize)
            metadata.Add("llama.attention.key_length", facts.HeadSize).Add("llama.attention.value_length", facts.HeadSize);
    }

    // The number that tools show as the file's type; the bytes do not depend on it.
    private static int? FileType(TensorType type) => type switch
    {
        TensorType.F32 => 0,
        TensorType.F16 => 1,
        TensorType.Q4_0 => 2,
        TensorType.Q4_1 => 3,
        TensorType.Q8_0 => 7,
        TensorType.Q5_0 => 8,
        TensorType.Q5_1 => 9,
        TensorType.Q4_K => 14,
        TensorType.Q5_K => 16,
        TensorType.Q6_K => 18,
        TensorType.BF16 => 32,
        _ => null,
    };
}
