namespace Teleo.Engine.Models;

/// <summary>The checked shape and constants of a model; every field is valid.</summary>
public sealed record ModelFacts
{
    public required string Architecture { get; init; }
    public required int VocabularySize { get; init; }
    public required int HiddenSize { get; init; }
    public required int LayerCount { get; init; }
    public required int FeedForwardSize { get; init; }
    public required int HeadCount { get; init; }
    public required int KvHeadCount { get; init; }
    public required int HeadSize { get; init; }
    public required int ContextLength { get; init; }
    public required float RmsEpsilon { get; init; }
    public required float RopeTheta { get; init; }
    public required RopePairing RopePairing { get; init; }

    /// <summary>The number of elements of a head that are rotated; the rest pass unchanged.</summary>
    public required int RopeSize { get; init; }

    public RopeScaling RopeScaling { get; init; } = RopeScaling.None;

    /// <summary>The output projection is the embedding table.</summary>
    public bool TiedOutput { get; init; }
    public bool HasQkvBias { get; init; }

    /// <summary>Queries and keys are normalised head by head (Qwen3).</summary>
    public bool HasQkNorm { get; init; }

    public int QuerySize => HeadCount * HeadSize;

    public int KvSize => KvHeadCount * HeadSize;
}
