using Teleo.Engine.Formats;
using Teleo.Engine.Models;

namespace Teleo.Engine.Packing;

/// <summary>Writes a model as llama2.c's <c>.bin</c>, and its vocabulary as a file beside it.</summary>
internal static class Llama2CExport
{
    /// <summary>Returns the reason why the format cannot hold this model; null if it can.</summary>
    public static string? Problem(ModelContent content, Func<PartSlot, TensorType> typeOf)
    {
        var facts = content.Facts;
        if (facts.Architecture != "llama" || facts.HasQkvBias || facts.RopeScaling is not RopeScaling.Unscaled)
            return $"llama2.c holds the plain Llama architecture, not {facts.Architecture} with biases or rope scaling";
        if (facts.QuerySize != facts.HiddenSize || facts.RopeSize != facts.HeadSize)
            return "llama2.c derives the head size from the hidden size";
        if (facts.RmsEpsilon != Llama2CFile.RmsEpsilon || facts.RopeTheta != Llama2CFile.RopeTheta)
            return "llama2.c has a fixed norm epsilon of 1e-5 and rope base of 10000";
        if (content.Vocabulary is not { Kind: VocabularyKind.SentencePiece, Unknown: 0, Bos: 1, Eos: 2 })
            return "llama2.c holds SentencePiece vocabularies with unknown, begin and end as tokens 0, 1 and 2";
        return PartSlot.All(facts).Any(slot => typeOf(slot) != TensorType.F32) ? "llama2.c holds f32 only" : null;
    }

    public static void Write(Stream stream, ModelContent content)
    {
        var facts = content.Facts;
        int vocabulary = facts.TiedOutput ? facts.VocabularySize : -facts.VocabularySize;
        int[] header =
        [
            facts.HiddenSize, facts.FeedForwardSize, facts.LayerCount, facts.HeadCount, facts.KvHeadCount, vocabulary, facts.ContextLength,
        ];
        foreach (int number in header) stream.Write(BitConverter.GetBytes(number));
        foreach (var part in Llama2CFile.Order(facts))
        {
            foreach (var slot in PartSlot.All(facts).Where(slot => slot.Part == part)) content.Source(slot).Write(TensorType.F32, stream);
            if (part == ModelPart.OutputNorm) WriteRotations(stream, facts);
        }
    }

    // Cosines, then sines, of every position and pair; the format has room for them, though its program computes its own.
    private static void WriteRotations(Stream stream, ModelFacts facts)
    {
        foreach (var turn in (Func<float, float>[])[MathF.Cos, MathF.Sin])
            for (int position = 0; position < facts.ContextLength; position++)
                for (int pair = 0; pair < facts.HeadSize / 2; pair++)
                {
                    float angle = position * (1 / MathF.Pow(facts.RopeTheta, 2f * pair / facts.HeadSize));
                    stream.Write(BitConverter.GetBytes(turn(angle)));
                }
    }
}
