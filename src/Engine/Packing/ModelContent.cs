using Teleo.Engine.Formats;
using Teleo.Engine.Loading;
using Teleo.Engine.Models;

namespace Teleo.Engine.Packing;

/// <summary>All that a writer of any format needs of a model, whether it was read or invented.</summary>
internal sealed record ModelContent(
    ModelFacts Facts, VocabularyFacts Vocabulary, Func<PartSlot, TensorSource> Source, ModelFormat? Origin, GgufDirectory? Gguf)
{
    public static ModelContent Of(ModelFile model) =>
        new(model.Facts, model.Vocabulary, slot => new ViewSource(model.Weights[slot]), model.Format, model.Gguf);

    public static ModelContent Invented(FixtureShape shape, ulong seed, ModelFormat format) =>
        new(shape.Facts(), FixtureVocabulary.For(format, shape.Vocabulary), slot => new RandomSource(slot, seed), null, null);

    /// <summary>Weights in memory over the vocabulary of plain bytes.</summary>
    public static ModelContent OfBytes(ModelFacts facts, Func<PartSlot, ReadOnlyMemory<float>> values) =>
        new(facts, FixtureVocabulary.For(ModelFormat.Slm, facts.VocabularySize), slot => new ArraySource(slot, values(slot)), null, null);
}
