using Teleo.Engine.Kernels;
using Teleo.Engine.Models;

namespace Teleo.Engine.Sessions;

/// <summary>A model prepared for computing: facts, weights, and everything that follows from them. Shared by all its sessions.</summary>
internal sealed unsafe class Transformer : IDisposable
{
    private readonly Vectors _vectors = new();
    private readonly LayerVectors[] _layerVectors;

    public Transformer(ModelFacts facts, ModelWeights weights)
    {
        Facts = facts;
        Weights = weights;
        _layerVectors = new LayerVectors[facts.LayerCount];
        for (int i = 0; i < facts.LayerCount; i++)
        {
            var layer = weights.Layers[i];
            _layerVectors[i] = new()
            {
                AttentionNorm = _vectors.Of(layer.AttentionNorm),
                FeedForwardNorm = _vectors.Of(layer.FeedForwardNorm),
                QueryBias = _vectors.Of(layer.QueryBias),
                KeyBias = _vectors.Of(layer.KeyBias),
                ValueBias = _vectors.Of(layer.ValueBias),
                QueryNorm = _vectors.Of(layer.QueryNorm),
                KeyNorm = _vectors.Of(layer.KeyNorm),
            };
            Forms |= FormsOf(layer);
        }
        Forms |= Inputs.FormOf(weights.Output.Type);
        OutputNorm = _vectors.Of(weights.OutputNorm);
        Rotary = new(facts, weights.RopeFactors.Exists ? new(_vectors.Of(weights.RopeFactors), facts.RopeSize / 2) : default);
    }

    public ModelFacts Facts { get; }

    public ModelWeights Weights { get; }

    public Rotary Rotary { get; }

    public float* OutputNorm { get; }   // [hidden]

    /// <summary>Every form in which any matrix reads its input.</summary>
    public InputForms Forms { get; }

    public ref readonly LayerVectors VectorsOf(int layer) => ref _layerVectors[layer];

    public void Dispose() => _vectors.Dispose();

    private static InputForms FormsOf(in LayerWeights layer) =>
        Inputs.FormOf(layer.Query.Type) | Inputs.FormOf(layer.Key.Type) | Inputs.FormOf(layer.Value.Type)
        | Inputs.FormOf(layer.AttentionOutput.Type) | Inputs.FormOf(layer.Gate.Type)
        | Inputs.FormOf(layer.Up.Type) | Inputs.FormOf(layer.Down.Type);
}

/// <summary>The single rows of one block as floats; null where the architecture has none.</summary>
internal readonly unsafe struct LayerVectors
{
    public float* AttentionNorm { get; init; }     // [hidden]
    public float* FeedForwardNorm { get; init; }   // [hidden]
    public float* QueryBias { get; init; }         // [querySize]
    public float* KeyBias { get; init; }           // [kvSize]
    public float* ValueBias { get; init; }         // [kvSize]
    public float* QueryNorm { get; init; }         // [headSize]
    public float* KeyNorm { get; init; }           // [headSize]
}
