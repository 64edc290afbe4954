using System.Collections.Immutable;
using System.Diagnostics;

namespace Teleo.Engine.Models;

/// <summary>Every tensor of a model, in place in its file, and valid while that is open.</summary>
public sealed class ModelWeights(
    TensorView embedding,
    LayerWeights[] layers,
    TensorView outputNorm,
    TensorView output,
    TensorView ropeFactors)
{
    public TensorView Embedding { get; } = embedding;     // [vocabulary, hidden]

    public ReadOnlySpan<LayerWeights> Layers => layers;

    public TensorView OutputNorm { get; } = outputNorm;   // [1, hidden]

    public TensorView Output { get; } = output;           // [vocabulary, hidden]; the embedding itself when tied

    public TensorView RopeFactors { get; } = ropeFactors; // [1, ropeSize / 2], absent unless RopeScaling.PerPair

    /// <summary>The tensor in a slot.</summary>
    public TensorView this[PartSlot slot] => slot.Part switch
    {
        ModelPart.Embedding => Embedding,
        ModelPart.OutputNorm => OutputNorm,
        ModelPart.Output => Output,
        ModelPart.RopeFactors => RopeFactors,
        ModelPart.Query => layers[slot.Layer].Query,
        ModelPart.Key => layers[slot.Layer].Key,
        ModelPart.Value => layers[slot.Layer].Value,
        ModelPart.AttentionOutput => layers[slot.Layer].AttentionOutput,
        ModelPart.AttentionNorm => layers[slot.Layer].AttentionNorm,
        ModelPart.Gate => layers[slot.Layer].Gate,
        ModelPart.Down => layers[slot.Layer].Down,
        ModelPart.Up => layers[slot.Layer].Up,
        ModelPart.FeedForwardNorm => layers[slot.Layer].FeedForwardNorm,
        ModelPart.QueryBias => layers[slot.Layer].QueryBias,
        ModelPart.KeyBias => layers[slot.Layer].KeyBias,
        ModelPart.ValueBias => layers[slot.Layer].ValueBias,
        ModelPart.QueryNorm => layers[slot.Layer].QueryNorm,
        ModelPart.KeyNorm => layers[slot.Layer].KeyNorm,
        _ => throw new UnreachableException(),
    };

    /// <summary>Returns the bytes of the matrices by type, the largest part first.</summary>
    public ImmutableArray<(TensorType Type, long Bytes)> BytesByType()
    {
        var bytes = new Dictionary<TensorType, long>();
        void Count(in TensorView tensor) => bytes[tensor.Type] = bytes.GetValueOrDefault(tensor.Type) + tensor.SizeBytes;
        unsafe
        {
            Count(Embedding);
            if (Output.Data != Embedding.Data) Count(Output);
        }
        foreach (var matrix in layers.SelectMany(layer => layer.Matrices)) Count(matrix);
        return [.. bytes.OrderByDescending(part => part.Value).ThenBy(part => part.Key).Select(part => (part.Key, part.Value))];
    }
}
