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

    public Buffer Stream { get; }

    public Buffer FinalRms { get; }

    public Buffer Final { get; }

    public Buffer Logits { get; }

    public Buffer DStream { get; }

    public Buffer DHidden { get; }

    public Buffer DQuery { get; }

    public Buffer DKey { get; }

    public Buffer DValue { get; }

    public Buffer DFeedForward { get; }
}

/// <summary>The activations of one block that the backward pass needs.</summary>
internal sealed class LayerActivations(ModelShape shape, int maxTokens, int maxLength)
{
    public Buffer Input { get; } = new(maxTokens * shape.Hidden);
    public Buffer AttentionRms { get; } = new(maxTokens);
    public Buffer AttentionInput { get; } = new(maxTokens * shape.Hidden);
    public Buffer Query { get; } = new(maxTokens * shape.Hidden);
    public Buffer Key { get; } = new(maxTokens * shape.KvSize);
    public Buffer Value { get; } = new(maxTokens * shape.KvSize);

    /// <summary>Per head and sequence; a sequence of length n needs at most n times its padded length.</summary>
    public Buffer Probabilities { get; } = new(checked(shape.Heads * maxTokens * ((maxLength + 15) / 16 * 16)));
    public Buffer Attended { get; } = new(maxTokens * shape.Hidden);
    public Buffer Middle { get; } = new(maxTokens * shape.Hidden);
    public Buffer FeedForwardRms { get; } = new(maxTokens);
    public Buffer FeedForwardInput { get; } = new(maxTokens * shape.Hidden);
    public Buffer Gate { get; } = new(maxTokens * shape.FeedForward);
    public Buffer Up { get; } = new(maxTokens * shape.FeedForward);
    public Buffer Gated { get; } = new(maxTokens * shape.FeedForward);
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
