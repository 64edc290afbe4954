using Teleo.Engine.Bytes;
using Teleo.Engine.Models;

namespace Teleo.Engine.Formats;

/// <summary>The shape and constants of a model out of GGUF metadata.</summary>
internal static class GgufFacts
{
    private const int LargestExtent = 1 << 24;
    private const int LargestContext = 1 << 30;
    private const int MostLayers = 1 << 12;

    /// <param name="vocabularySize">The rows of the embedding, which the caller compares with the vocabulary.</param>
    public static bool TryRead(GgufDirectory directory, int vocabularySize, out ModelFacts facts, out FormatError error)
    {
        var reader = new GgufFactReader(directory);
        facts = Read(directory, vocabularySize, ref reader);
        error = reader.Error;
        return !reader.Failed;
    }

    private static ModelFacts Read(GgufDirectory directory, int vocabularySize, ref GgufFactReader reader)
    {
        string architecture = reader.Text("general.architecture", optional: false) ?? "";
        if (architecture is not ("llama" or "qwen2" or "qwen3"))
        {
            reader.FailAt("general.architecture", FormatFault.UnsupportedArchitecture, 0, architecture);
            architecture = "";   // it may be a megabyte long, and every key below begins with it
        }
        RefuseWhatWeDoNotCompute(directory, architecture, ref reader);

        int hidden = reader.Size($"{architecture}.embedding_length", LargestExtent);
        int heads = reader.Size($"{architecture}.attention.head_count", hidden);
        int kvHeads = reader.Size($"{architecture}.attention.head_count_kv", heads, heads);
        if (heads % kvHeads != 0) reader.FailAt($"{architecture}.attention.head_count_kv", FormatFault.ShapeMismatch, (ulong)kvHeads);
        bool headsDivide = hidden % heads == 0;
        int headSize = reader.Size($"{architecture}.attention.key_length", LargestExtent / heads, headsDivide ? hidden / heads : null);
        int valueSize = reader.Size($"{architecture}.attention.value_length", LargestExtent, headSize);
        if (valueSize != headSize)
            reader.FailAt($"{architecture}.attention.value_length", FormatFault.UnsupportedFeature, (ulong)valueSize);
        int ropeSize = reader.Size($"{architecture}.rope.dimension_count", headSize, headSize);
        if (ropeSize % 2 != 0) reader.FailAt($"{architecture}.rope.dimension_count", FormatFault.ShapeMismatch, (ulong)ropeSize);

        int context = reader.Size($"{architecture}.context_length", LargestContext);
        return new()
        {
            Architecture = architecture,
            VocabularySize = vocabularySize,
            HiddenSize = hidden,
            LayerCount = reader.Size($"{architecture}.block_count", MostLayers),
            FeedForwardSize = reader.Size($"{architecture}.feed_forward_length", LargestExtent),
            HeadCount = heads,
            KvHeadCount = kvHeads,
            HeadSize = headSize,
            ContextLength = context,
            RmsEpsilon = reader.Positive($"{architecture}.attention.layer_norm_rms_epsilon"),
            RopeTheta = reader.Positive($"{architecture}.rope.freq_base", 10000),
            RopePairing = architecture == "llama" ? RopePairing.Adjacent : RopePairing.Halves,
            RopeSize = ropeSize,
            RopeScaling = Scaling(directory, architecture, context, ref reader),
            TiedOutput = directory.IndexOf("output.weight"u8) < 0,
            HasQkvBias = directory.IndexOf("blk.0.attn_q.bias"u8) >= 0,
            HasQkNorm = architecture == "qwen3",
        };
    }

    // A model that says more than we compute would run and be wrong; experts are the case people meet.
    private static void RefuseWhatWeDoNotCompute(GgufDirectory directory, string architecture, ref GgufFactReader reader)
    {
        if (directory.Find($"{architecture}.expert_count") is not { } experts) return;
        if (directory.Bytes(experts.Value).ContainsAnyExcept((byte)0))
            reader.Fail(FormatFault.UnsupportedFeature, experts.Value.Offset, 0, $"{architecture}.expert_count");
    }

    private static RopeScaling Scaling(GgufDirectory directory, string architecture, int context, ref GgufFactReader reader)
    {
        if (directory.IndexOf("rope_freqs.weight"u8) >= 0) return new RopeScaling.PerPair();
        string prefix = $"{architecture}.rope.scaling.";
        string kind = reader.Text(prefix + "type") ?? "linear";   // a bare factor means linear, as in older files
        float factor = reader.Positive(prefix + "factor", reader.Positive($"{architecture}.rope.scale_linear", 1));
        switch (kind)
        {
            case "none":
            case "linear" when factor == 1:
                return RopeScaling.None;
            case "linear":
                return new RopeScaling.Linear(factor);
            case "yarn":
                return new RopeScaling.Yarn(
                    factor,
                    reader.Size(prefix + "original_context_length", LargestContext, context),
                    reader.Finite(prefix + "yarn_ext_factor", 1),
                    reader.Positive(prefix + "attn_factor", 1) * reader.Positive(prefix + "yarn_attn_factor", 1),
                    reader.Positive(prefix + "yarn_beta_fast", 32),
                    reader.Positive(prefix + "yarn_beta_slow", 1));
            default:
                reader.FailAt(prefix + "type", FormatFault.UnsupportedFeature, 0, kind);
                return RopeScaling.None;
        }
    }
}
