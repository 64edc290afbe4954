using System.Collections;
using System.Text.Unicode;
using Teleo.Engine.Models;

namespace Teleo.Engine.Formats;

/// <summary>Finds every tensor that the facts ask for in a directory, with the right shape, and refuses any left over.</summary>
internal ref struct GgufWeights(GgufDirectory directory, ModelFacts facts)
{
    private readonly BitArray _used = new(directory.Tensors.Length);

    public bool Failed { get; private set; }

    public FormatError Error { get; private set; }

    public static bool TryBind(GgufDirectory directory, ModelFacts facts, IDisposable owner, out ModelWeights weights, out FormatError error)
    {
        var binder = new GgufWeights(directory, facts);
        weights = binder.Bind(owner);
        error = binder.Error;
        return !binder.Failed;
    }

    private ModelWeights Bind(IDisposable owner)
    {
        var embedding = Matrix("token_embd.weight", facts.VocabularySize, facts.HiddenSize);
        var layers = new LayerWeights[facts.LayerCount > directory.Tensors.Length ? 0 : facts.LayerCount];
        if (layers.Length == 0) Fail(FormatFault.MissingTensor, 0, (ulong)facts.LayerCount, "blk.N");
        for (int layer = 0; layer < layers.Length && !Failed; layer++) layers[layer] = Layer(layer);
        var outputNorm = Matrix("output_norm.weight", 1, facts.HiddenSize);
        var output = facts.TiedOutput ? embedding : Matrix("output.weight", facts.VocabularySize, facts.HiddenSize);
        var ropeFactors = facts.RopeScaling is RopeScaling.PerPair ? Factors() : default;
        RefuseLeftovers();
        return new(embedding, layers, outputNorm, output, ropeFactors, owner);
    }

    private LayerWeights Layer(int layer) => new()
    {
        AttentionNorm = Matrix(layer, "attn_norm.weight", 1, facts.HiddenSize),
        Query = Matrix(layer, "attn_q.weight", facts.QuerySize, facts.HiddenSize),
        Key = Matrix(layer, "attn_k.weight", facts.KvSize, facts.HiddenSize),
        Value = Matrix(layer, "attn_v.weight", facts.KvSize, facts.HiddenSize),
        AttentionOutput = Matrix(layer, "attn_output.weight", facts.HiddenSize, facts.QuerySize),
        FeedForwardNorm = Matrix(layer, "ffn_norm.weight", 1, facts.HiddenSize),
        Gate = Matrix(layer, "ffn_gate.weight", facts.FeedForwardSize, facts.HiddenSize),
        Up = Matrix(layer, "ffn_up.weight", facts.FeedForwardSize, facts.HiddenSize),
        Down = Matrix(layer, "ffn_down.weight", facts.HiddenSize, facts.FeedForwardSize),
        QueryBias = facts.HasQkvBias ? Matrix(layer, "attn_q.bias", 1, facts.QuerySize) : default,
        KeyBias = facts.HasQkvBias ? Matrix(layer, "attn_k.bias", 1, facts.KvSize) : default,
        ValueBias = facts.HasQkvBias ? Matrix(layer, "attn_v.bias", 1, facts.KvSize) : default,
        QueryNorm = facts.HasQkNorm ? Matrix(layer, "attn_q_norm.weight", 1, facts.HeadSize) : default,
        KeyNorm = facts.HasQkNorm ? Matrix(layer, "attn_k_norm.weight", 1, facts.HeadSize) : default,
    };

    private TensorView Factors()
    {
        var factors = Matrix("rope_freqs.weight", 1, facts.RopeSize / 2);
        if (!Failed && factors.Type != TensorType.F32) Fail(FormatFault.UnsupportedTensorType, 0, 0, "rope_freqs.weight");
        return factors;
    }

    private TensorView Matrix(int layer, string part, int rows, int columns) => Matrix($"blk.{layer}.{part}", rows, columns);

    private unsafe TensorView Matrix(string name, int rows, int columns)
    {
        if (Failed) return default;
        Span<byte> utf8 = stackalloc byte[64];
        Utf8.TryWrite(utf8, $"{name}", out int length);
        int index = directory.IndexOf(utf8[..length]);
        if (index < 0)
        {
            Fail(FormatFault.MissingTensor, 0, 0, name);
            return default;
        }
        var tensor = directory.Tensors[index];
        _used[index] = true;
        if (tensor.Rows != rows) Fail(FormatFault.ShapeMismatch, tensor.InfoOffset, (ulong)tensor.Rows, name);
        if (tensor.Columns != columns) Fail(FormatFault.ShapeMismatch, tensor.InfoOffset, (ulong)tensor.Columns, name);
        return new(tensor.Type, rows, columns, directory.File.Start + tensor.Offset, tensor.SizeBytes);
    }

    private void RefuseLeftovers()
    {
        for (int index = 0; index < _used.Length && !Failed; index++)
            if (!_used[index])
                Fail(FormatFault.UnexpectedTensor, directory.Tensors[index].InfoOffset, 0, directory.Text(directory.Tensors[index].Name));
    }

    private void Fail(FormatFault fault, long offset, ulong found, string subject)
    {
        if (Failed) return;
        Failed = true;
        Error = new(fault, offset, found, subject);
    }
}
