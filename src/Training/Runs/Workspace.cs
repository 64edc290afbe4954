using System.Runtime.CompilerServices;

namespace Teleo.Training.Runs;

/// <summary>The buffers of one forward and backward pass, made once: rows are tokens.</summary>
internal sealed class Workspace(ModelShape shape, int maxTokens, int maxLength)
{
    public LayerActivations[] Layers { get; } =
        [.. Enumerable.Range(0, shape.Layers).Select(_ => new LayerActivations(shape, maxTokens, maxLength))];

    /// <summary>The residual [tokens, hidden]; after the last block [judged, hidden].</summary>
    public Buffer Stream { get; } = new(maxTokens * shape.Hidden);

    public Buffer FinalRms { get; } = new(maxTokens);   // [judged]: 1 / rms of the final residual
    public Buffer Final { get; } = new(maxTokens * shape.Hidden);   // [judged, hidden]: the normalised residual
    public Buffer Logits { get; } = new(maxTokens * shape.Vocabulary);   // [judged, vocabulary]; after the loss their gradient
    public Buffer DStream { get; } = new(maxTokens * shape.Hidden);   // [tokens, hidden]: gradient of the residual

    /// <summary>The gradient of a norm or of Attended [tokens, hidden]; forward, a projection.</summary>
    public Buffer DHidden { get; } = new(maxTokens * shape.Hidden);

    public Buffer DQuery { get; } = new(maxTokens * shape.Hidden);   // [tokens, hidden]
    public Buffer DKey { get; } = new(maxTokens * shape.KvSize);   // [tokens, kvSize]
    public Buffer DValue { get; } = new(maxTokens * shape.KvSize);   // [tokens, kvSize]
    public Buffer DFeedForward { get; } = new(maxTokens * shape.FeedForward);   // [tokens, feedForward]: gradient of Gated
}

/// <summary>The activations of one block that the backward pass needs.</summary>
internal sealed class LayerActivations(ModelShape shape, int maxTokens, int maxLength)
{
    public Buffer Input { get; } = new(maxTokens * shape.Hidden);   // [tokens, hidden]: the residual before the block
    public Buffer AttentionRms { get; } = new(maxTokens);   // [tokens]: 1 / rms of Input
    public Buffer AttentionInput { get; } = new(maxTokens * shape.Hidden);   // [tokens, hidden]: Input, normalised
    public Buffer Query { get; } = new(maxTokens * shape.Hidden);   // [tokens, heads, headSize], after the rotation
    public Buffer Key { get; } = new(maxTokens * shape.KvSize);   // [tokens, kvHeads, headSize], after the rotation
    public Buffer Value { get; } = new(maxTokens * shape.KvSize);   // [tokens, kvHeads, headSize]

    /// <summary>Per head and sequence; a sequence of length n needs at most n times its padded length.</summary>
    public Buffer Probabilities { get; } = new(checked(shape.Heads * maxTokens * ((maxLength + 15) / 16 * 16)));
    // From here on, the rows of the last block are those of judged tokens only.
    public Buffer Attended { get; } = new(maxTokens * shape.Hidden);   // [tokens, heads, headSize]
    public Buffer Middle { get; } = new(maxTokens * shape.Hidden);   // [tokens, hidden]: the residual after attention
    public Buffer FeedForwardRms { get; } = new(maxTokens);   // [tokens]: 1 / rms of Middle
    public Buffer FeedForwardInput { get; } = new(maxTokens * shape.Hidden);   // [tokens, hidden]: Middle, normalised
    public Buffer Gate { get; } = new(maxTokens * shape.FeedForward);   // [tokens, feedForward]; on the way back its gradient
    public Buffer Up { get; } = new(maxTokens * shape.FeedForward);   // [tokens, feedForward]; on the way back its gradient
    public Buffer Gated { get; } = new(maxTokens * shape.FeedForward);   // [tokens, feedForward]: silu(Gate) * Up
}

/// <summary>Floats that stay where they are, so that a pointer to them can be kept.</summary>
internal sealed unsafe class Buffer(int length)
{
    private readonly float[] _values = GC.AllocateArray<float>(Math.Max(1, length), pinned: true);

    public int Length => length;

    public float* Pointer => (float*)Unsafe.AsPointer(ref _values[0]);

    public Span<float> Span => _values.AsSpan(0, length);

    public void Clear(int count) => _values.AsSpan(0, count).Clear();
}
