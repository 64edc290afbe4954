namespace Teleo.Engine.Models;

/// <summary>The place of one tensor in a model, with the shape it must have.</summary>
/// <param name="Layer">Its block; -1 for the tensors outside the blocks.</param>
public readonly record struct PartSlot(ModelPart Part, int Layer, int Rows, int Columns)
{
    /// <summary>
    /// True for norms, biases and rope factors, which are read completely for every token and never stored in fewer bits.
    /// </summary>
    public bool IsVector => Rows == 1;

    private static readonly Dictionary<ModelPart, Func<ModelFacts, (int Rows, int Columns)>> Shapes = new()
    {
        [ModelPart.Embedding] = facts => (facts.VocabularySize, facts.HiddenSize),
        [ModelPart.Output] = facts => (facts.VocabularySize, facts.HiddenSize),
        [ModelPart.OutputNorm] = facts => (1, facts.HiddenSize),
        [ModelPart.AttentionNorm] = facts => (1, facts.HiddenSize),
        [ModelPart.FeedForwardNorm] = facts => (1, facts.HiddenSize),
        [ModelPart.RopeFactors] = facts => (1, facts.RopeSize / 2),
        [ModelPart.Query] = facts => (facts.QuerySize, facts.HiddenSize),
        [ModelPart.Key] = facts => (facts.KvSize, facts.HiddenSize),
        [ModelPart.Value] = facts => (facts.KvSize, facts.HiddenSize),
        [ModelPart.AttentionOutput] = facts => (facts.HiddenSize, facts.QuerySize),
        [ModelPart.Gate] = facts => (facts.FeedForwardSize, facts.HiddenSize),
        [ModelPart.Up] = facts => (facts.FeedForwardSize, facts.HiddenSize),
        [ModelPart.Down] = facts => (facts.HiddenSize, facts.FeedForwardSize),
        [ModelPart.QueryBias] = facts => (1, facts.QuerySize),
        [ModelPart.KeyBias] = facts => (1, facts.KvSize),
        [ModelPart.ValueBias] = facts => (1, facts.KvSize),
        [ModelPart.QueryNorm] = facts => (1, facts.HeadSize),
        [ModelPart.KeyNorm] = facts => (1, facts.HeadSize),
    };

    public static PartSlot Of(ModelPart part, int layer, ModelFacts facts)
    {
        var (rows, columns) = Shapes[part](facts);
        return new(part, layer, rows, columns);
    }

    /// <summary>Returns the slots of a model with these facts: first those outside the blocks, then block by block.</summary>
    public static IEnumerable<PartSlot> All(ModelFacts facts)
    {
        yield return Of(ModelPart.Embedding, -1, facts);
        yield return Of(ModelPart.OutputNorm, -1, facts);
        if (!facts.TiedOutput) yield return Of(ModelPart.Output, -1, facts);
        if (facts.RopeScaling is RopeScaling.PerPair) yield return Of(ModelPart.RopeFactors, -1, facts);
        for (int layer = 0; layer < facts.LayerCount; layer++)
            for (var part = ModelPart.Query; part <= ModelPart.KeyNorm; part++)
                if (IsPresent(part, facts)) yield return Of(part, layer, facts);
    }

    private static bool IsPresent(ModelPart part, ModelFacts facts) => part switch
    {
        ModelPart.QueryBias or ModelPart.KeyBias or ModelPart.ValueBias => facts.HasQkvBias,
        ModelPart.QueryNorm or ModelPart.KeyNorm => facts.HasQkNorm,
        _ => true,
    };
}
