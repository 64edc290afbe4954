namespace Teleo.Engine.Models;

/// <summary>Every tensor of a model, in place in its file. Owns the mapping; disposing it invalidates all views.</summary>
public sealed class ModelWeights(
    TensorView embedding,
    LayerWeights[] layers,
    TensorView outputNorm,
    TensorView output,
    TensorView ropeFactors,
    IDisposable owner) : IDisposable
{
    public TensorView Embedding { get; } = embedding;     // [vocabulary, hidden]

    public ReadOnlySpan<LayerWeights> Layers => layers;

    public TensorView OutputNorm { get; } = outputNorm;   // [1, hidden]

    public TensorView Output { get; } = output;           // [vocabulary, hidden]; the embedding itself when tied

    public TensorView RopeFactors { get; } = ropeFactors; // [1, ropeSize / 2], absent unless RopeScaling.PerPair

    public void Dispose() => owner.Dispose();
}
