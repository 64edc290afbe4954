using Teleo.Engine.Bytes;
using Teleo.Engine.Models;

namespace Teleo.Engine.Loading;

/// <summary>Gathers the tensors of a model from wherever a format keeps them; the first that is missing or misshapen stops it.</summary>
internal abstract class WeightBinder
{
    private FormatError? _error;

    /// <summary>The tensor for a slot, of the slot's shape; or a fault.</summary>
    protected abstract bool TryFind(PartSlot slot, out TensorView tensor, out FormatError error);

    /// <summary>
    /// Reports a fault if the file has tensors that no part of the model uses: such a model would run and give wrong results.
    /// </summary>
    protected abstract bool TryFinish(out FormatError error);

    public bool TryBind(ModelFacts facts, IDisposable owner, out ModelWeights weights, out FormatError error)
    {
        var embedding = Find(facts, ModelPart.Embedding);
        var outputNorm = Find(facts, ModelPart.OutputNorm);
        var output = facts.TiedOutput ? embedding : Find(facts, ModelPart.Output);
        var ropeFactors = facts.RopeScaling is RopeScaling.PerPair ? Find(facts, ModelPart.RopeFactors) : default;
        var layers = new List<LayerWeights>();   // grows with the tensors found, not with the number claimed
        for (int layer = 0; layer < facts.LayerCount && _error is null; layer++) layers.Add(Layer(facts, layer));
        if (_error is null && !TryFinish(out var leftover)) _error = leftover;
        weights = new(embedding, [.. layers], outputNorm, output, ropeFactors, owner);
        error = _error.GetValueOrDefault();
        return _error is null;
    }

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
        if (TryFind(PartSlot.Of(part, layer, facts), out var tensor, out var error)) return tensor;
        _error = error;
        return default;
    }
}
