using System.Collections;
using Teleo.Engine.Bytes;
using Teleo.Engine.Models;

namespace Teleo.Engine.Loading;

/// <summary>Gathers the tensors of a model from wherever a format keeps them; the first that is missing or misshapen stops it.</summary>
/// <param name="tensors">The entries of the file's directory; none if the format has no directory.</param>
internal abstract class WeightBinder(int tensors)
{
    private readonly BitArray _used = new(tensors);
    private FormatError? _error;

    public bool TryBind(ModelFacts facts, out ModelWeights weights, out FormatError error)
    {
        var embedding = Find(facts, ModelPart.Embedding);
        var outputNorm = Find(facts, ModelPart.OutputNorm);
        var output = facts.TiedOutput ? embedding : Find(facts, ModelPart.Output);
        var ropeFactors = facts.RopeScaling is RopeScaling.PerPair ? Find(facts, ModelPart.RopeFactors) : default;
        var layers = new List<LayerWeights>();   // grows with the tensors found, not with the number claimed
        for (int layer = 0; layer < facts.LayerCount && _error is null; layer++) layers.Add(Layer(facts, layer));
        for (int index = 0; index < _used.Length; index++)
            if (!_used[index]) _error ??= Fault(FormatFault.UnexpectedTensor, null, index);   // it would run and give wrong results
        weights = new(embedding, [.. layers], outputNorm, output, ropeFactors);
        error = _error.GetValueOrDefault();
        return _error is null;
    }

    /// <summary>The tensor of a slot in any shape, or none.</summary>
    /// <param name="index">Its entry in the directory; negative if it has none.</param>
    protected abstract TensorView Find(PartSlot slot, out int index);

    /// <summary>The error for a tensor, with its name and place in this format.</summary>
    /// <param name="slot">Null for a tensor that no part of the model uses.</param>
    /// <param name="index">Its entry in the directory; negative if it has none.</param>
    protected abstract FormatError Fault(FormatFault fault, PartSlot? slot, int index, ulong found = 0);

    private LayerWeights Layer(ModelFacts facts, int layer) => new()
    {
        AttentionNorm = Find(facts, ModelPart.AttentionNorm, layer),
        Query = Find(facts, ModelPart.Query, layer),
        Key = Find(facts, ModelPart.Key, layer),
        Value = Find(facts, ModelPart.Value, layer),
        AttentionOutput = Find(facts, ModelPart.AttentionOutput, layer),
        FeedForwardNorm = Find(facts, ModelPart.FeedForwardNorm, layer),
        Gate = Find(facts, ModelPart.Gate, layer),
        Up = Find(facts, ModelPart.Up, layer),
        Down = Find(facts, ModelPart.Down, layer),
        QueryBias = facts.HasQkvBias ? Find(facts, ModelPart.QueryBias, layer) : default,
        KeyBias = facts.HasQkvBias ? Find(facts, ModelPart.KeyBias, layer) : default,
        ValueBias = facts.HasQkvBias ? Find(facts, ModelPart.ValueBias, layer) : default,
        QueryNorm = facts.HasQkNorm ? Find(facts, ModelPart.QueryNorm, layer) : default,
        KeyNorm = facts.HasQkNorm ? Find(facts, ModelPart.KeyNorm, layer) : default,
    };

    private TensorView Find(ModelFacts facts, ModelPart part, int layer = -1)
    {
        if (_error is not null) return default;
        var slot = PartSlot.Of(part, layer, facts);
        var found = Find(slot, out int index);
        if (!found.Exists) _error = Fault(FormatFault.MissingTensor, slot, index);
        else if (found.Rows != slot.Rows) _error = Fault(FormatFault.ShapeMismatch, slot, index, (ulong)found.Rows);
        else if (found.Columns != slot.Columns) _error = Fault(FormatFault.ShapeMismatch, slot, index, (ulong)found.Columns);
        else if (part == ModelPart.RopeFactors && found.Type != TensorType.F32)
            _error = Fault(FormatFault.UnsupportedTensorType, slot, index, (ulong)found.Type);
        else if (index >= 0) _used[index] = true;
        return found;
    }
}
