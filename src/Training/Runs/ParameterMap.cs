namespace Teleo.Training.Runs;

/// <summary>
/// Places each tensor in the one flat vector of parameters. Gradients and the optimiser's moments are vectors of the same layout, so that
/// clipping, updating and saving are loops over one span.
/// </summary>
internal sealed class ParameterMap
{
    public ParameterMap(ModelShape shape)
    {
        int hidden = shape.Hidden;
        Embedding = Add("tok_embeddings", shape.Vocabulary, hidden);
        Layers = new LayerMap[shape.Layers];
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            string prefix = $"layers.{layer}.";
            Layers[layer] = new LayerMap(
                Add(prefix + "attn_norm", 1, hidden),
                Add(prefix + "wq", hidden, hidden),
                Add(prefix + "wk", shape.KvSize, hidden),
                Add(prefix + "wv", shape.KvSize, hidden),
                Add(prefix + "wo", hidden, hidden),
                Add(prefix + "ffn_norm", 1, hidden),
                Add(prefix + "w1", shape.FeedForward, hidden),
                Add(prefix + "w3", shape.FeedForward, hidden),
                Add(prefix + "w2", hidden, shape.FeedForward));
        }

        OutputNorm = Add("norm", 1, hidden);
        Output = shape.TiedOutput ? Embedding : Add("output", shape.Vocabulary, hidden);
    }

    public List<ParameterTensor> Tensors { get; } = [];

    /// <summary>Total number of parameters.</summary>
    public int Count { get; private set; }

    public ParameterTensor Embedding { get; }   // [vocabulary, hidden]

    public LayerMap[] Layers { get; }

    public ParameterTensor OutputNorm { get; }   // [1, hidden]

    public ParameterTensor Output { get; }   // [vocabulary, hidden]; the embedding if tied

    private ParameterTensor Add(string name, int rows, int columns)
    {
        var tensor = new ParameterTensor(name, Count, rows, columns);
        Tensors.Add(tensor);
        Count = checked(Count + tensor.Length);
        return tensor;
    }
}

/// <summary>One tensor's position: row-major, row r is output r.</summary>
internal readonly record struct ParameterTensor(string Name, int Offset, int Rows, int Columns)
{
    public int Length => checked(Rows * Columns);

    /// <summary>Norm gains are not matrices: they are not decayed, and start at one.</summary>
    public bool IsGain => Rows == 1;
}

internal readonly record struct LayerMap(
    ParameterTensor AttentionNorm,   // [1, hidden]
    ParameterTensor Query,   // [hidden, hidden]
    ParameterTensor Key,   // [kvSize, hidden]
    ParameterTensor Value,   // [kvSize, hidden]
    ParameterTensor AttentionOutput,   // [hidden, hidden]
    ParameterTensor FeedForwardNorm,   // [1, hidden]
    ParameterTensor Gate,   // [feedForward, hidden]
    ParameterTensor Up,   // [feedForward, hidden]
    ParameterTensor Down);   // [hidden, feedForward]
