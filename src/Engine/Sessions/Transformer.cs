using Teleo.Engine.Kernels;
using Teleo.Engine.Models;
using Teleo.Engine.Quantization;

namespace Teleo.Engine.Sessions;

/// <summary>A model prepared for computing: facts, weights, and everything that follows from them. Shared by all its sessions.</summary>
internal sealed unsafe class Transformer : IDisposable
{
    private readonly List<NativeBuffer<float>> _decoded = [];
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
                AttentionNorm = Floats(layer.AttentionNorm),
                FeedForwardNorm = Floats(layer.FeedForwardNorm),
                QueryBias = Floats(layer.QueryBias),
                KeyBias = Floats(layer.KeyBias),
                ValueBias = Floats(layer.ValueBias),
                QueryNorm = Floats(layer.QueryNorm),
                KeyNorm = Floats(layer.KeyNorm),
            };
            foreach (var matrix in layer.Matrices) Forms |= Inputs.FormOf(matrix.Type);
        }
        Forms |= Inputs.FormOf(weights.Output.Type);
        OutputNorm = Floats(weights.OutputNorm);
        Rotary = new(facts, weights.RopeFactors.Exists ? new(Floats(weights.RopeFactors), facts.RopeSize / 2) : default);
    }

    public ModelFacts Facts { get; }

    public ModelWeights Weights { get; }

    public Rotary Rotary { get; }

    public float* OutputNorm { get; }   // [hidden]

    /// <summary>Every form in which any matrix reads its input.</summary>
    public InputForms Forms { get; }

    public ref readonly LayerVectors VectorsOf(int layer) => ref _layerVectors[layer];

    public void Dispose()
    {
        foreach (var buffer in _decoded) buffer.Dispose();
    }

    /// <summary>
    /// The single row of a norm or a bias as floats: where it is stored so, in place; otherwise (16-bit files, .slm) decoded once. Null if
    /// the tensor is absent.
    /// </summary>
    private float* Floats(in TensorView tensor)
    {
        if (!tensor.Exists) return null;
        if (tensor.Type == TensorType.F32) return (float*)tensor.Data;
        var copy = new NativeBuffer<float>(tensor.Columns);
        tensor.DecodeRow(0, copy.Span(0, tensor.Columns));
        _decoded.Add(copy);
        return copy.Pointer;
    }
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
