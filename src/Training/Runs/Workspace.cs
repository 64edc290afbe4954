using System.Runtime.CompilerServices;

namespace Teleo.Training.Runs;

/// <summary>The buffers of one forward and backward pass, made once: rows are tokens.</summary>
internal sealed unsafe class Workspace
{
    public Workspace(ModelShape shape, int maxTokens, int maxLength)
    {
        MaxTokens = maxTokens;
        Layers = new LayerActivations[shape.Layers];
        for (int layer = 0; layer < shape.Layers; layer++) Layers[layer] = new LayerActivations(shape, maxTokens, maxLength);
        Stream = new Buffer(maxTokens * shape.Hidden);
        FinalRms = new Buffer(maxTokens);
        Final = new Buffer(maxTokens * shape.Hidden);
        Logits = new Buffer(maxTokens * shape.Vocabulary);
        DStream = new Buffer(maxTokens * shape.Hidden);
        DHidden = new Buffer(maxTokens * shape.Hidden);
        DQuery = new Buffer(maxTokens * shape.Hidden);
        DKey = new Buffer(maxTokens * shape.KvSize);
        DValue = new Buffer(maxTokens * shape.KvSize);
        DFeedForward = new Buffer(maxTokens * shape.FeedForward);
    }

    public int MaxTokens { get; }

    public LayerActivations[] Layers { get; }

    public Buffer Stream { get; }   // [tokens, hidden]: the residual; after the last block [judged, hidden]

    public Buffer FinalRms { get; }   // [judged]: 1 / rms of the final residual

    public Buffer Final { get; }   // [judged, hidden]: the normalised residual

    public Buffer Logits { get; }   // [judged, vocabulary]; after the loss their gradient

    public Buffer DStream { get; }   // [tokens, hidden]: gradient of the residual

    public Buffer DHidden { get; }   // [tokens, hidden]: gradient of a norm or of Attended; forward, a projection

    public Buffer DQuery { get; }   // [tokens, hidden]

    public Buffer DKey { get; }   // [tokens, kvSize]

    public Buffer DValue { get; }   // [tokens, kvSize]

    public Buffer DFeedForward { get; }   // [tokens, feedForward]: gradient of Gated
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
