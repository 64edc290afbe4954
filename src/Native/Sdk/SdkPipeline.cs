using System.Collections.Immutable;
using Teleo.Vision.Tensors;

namespace Teleo.Native.Sdk;

/// <summary>
/// A pipeline of any kind behind a handle. It runs one call at a time: a second caller is refused as busy, and its destruction waits for
/// the running call. A kind overrides its supported functions; the rest is unsupported.
/// </summary>
/// <param name="keeper">The model that it keeps.</param>
internal abstract class SdkPipeline(SdkModel keeper)
{
    private readonly Lock _oneAtATime = new();
    private bool _isDestroyed;

    /// <summary>The results of the last run; none before the first and after one that failed.</summary>
    public ImmutableArray<SdkOutput> Outputs { get; protected set; } = [];

    /// <summary>Uses the pipeline exclusively.</summary>
    public void Use(Action<SdkPipeline> action)
    {
        if (!_oneAtATime.TryEnter()) throw new SdkException(SdkErr.Busy, "the pipeline is in use by another thread: try again later");
        try
        {
            if (_isDestroyed) throw new SdkException(SdkErr.NotFound, "the pipeline was destroyed");
            action(this);
        }
        finally
        {
            _oneAtATime.Exit();
        }
    }

    /// <summary>Runs the pipeline: previous outputs are cleared, whether it succeeds or not.</summary>
    public void Run(Action<SdkPipeline> action) => Use(pipeline =>
    {
        pipeline.Outputs = [];
        action(pipeline);
    });

    public SdkOutput Output(nuint index) =>
        index < (nuint)Outputs.Length ? Outputs[(int)index]
            : throw SdkException.Invalid($"there is no output {index}: the last run left {Outputs.Length}");

    public void Destroy()
    {
        lock (_oneAtATime)
        {
            if (_isDestroyed) return;
            _isDestroyed = true;
            Inner.Dispose();
            keeper.EndPipeline();
        }
    }

    public virtual void Generate(ReadOnlySpan<byte> prompt, SdkConfig parameters) => throw Cannot("generates no text");

    public virtual SdkYoloPreprocessMeta Detect(ReadOnlySpan<byte> image) => throw Cannot("detects nothing in images");

    public virtual void RunTensor(ReadOnlySpan<float> input, ReadOnlySpan<long> shape) => throw Cannot("takes no tensors");

    public virtual void RunTensors(Tensor[] inputs) => throw Cannot("takes no tensors");

    public virtual void ReadPage(ReadOnlySpan<byte> image) => throw Cannot("reads no pages");

    /// <summary>The page that was read last.</summary>
    public virtual SdkPage Page => throw Cannot("reads no pages");

    /// <summary>The session, pipeline or pool behind it, which ends with it.</summary>
    protected abstract IDisposable Inner { get; }

    private static SdkException Cannot(string what) => SdkException.Unsupported($"a pipeline of this kind {what}");
}

/// <summary>A page that was read: its lines, their texts in one piece, and its structure as JSON.</summary>
internal sealed record SdkPage(ImmutableArray<SdkOcrLine> Lines, ReadOnlyMemory<byte> Text, ReadOnlyMemory<byte> Structure);
