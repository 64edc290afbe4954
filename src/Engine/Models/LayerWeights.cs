namespace Teleo.Engine.Models;

/// <summary>The tensors of one block. A view that does not <see cref="TensorView.Exists"/> is absent from this architecture.</summary>
public readonly record struct LayerWeights
{
    public required TensorView AttentionNorm { get; init; }   // [1, hidden]
    public required TensorView Query { get; init; }           // [querySize, hidden]
    public required TensorView Key { get; init; }             // [kvSize, hidden]
    public required TensorView Value { get; init; }           // [kvSize, hidden]
    public required TensorView AttentionOutput { get; init; } // [hidden, querySize]
    public required TensorView FeedForwardNorm { get; init; } // [1, hidden]
    public required TensorView Gate { get; init; }            // [ffn, hidden]
    public required TensorView Up { get; init; }              // [ffn, hidden]
    public required TensorView Down { get; init; }            // [hidden, ffn]
    public TensorView QueryBias { get; init; }                // [1, querySize]
    public TensorView KeyBias { get; init; }                  // [1, kvSize]
    public TensorView ValueBias { get; init; }                // [1, kvSize]
    public TensorView QueryNorm { get; init; }                // [1, headSize]
    public TensorView KeyNorm { get; init; }                  // [1, headSize]

    /// <summary>The matrices, without norms and biases.</summary>
    internal TensorView[] Matrices => [Query, Key, Value, AttentionOutput, Gate, Up, Down];
}
