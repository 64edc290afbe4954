using System.Collections.Immutable;
using Teleo.Engine.Models;
using Teleo.Engine.Sampling;
using Teleo.Engine.Sessions;

namespace Teleo.Engine.Runtime;

/// <summary>The work of a session and its state, as one record for logs and bug reports.</summary>
public sealed record Diagnostics
{
    private const int TopCount = 5;

    public required RuntimeState State { get; init; }
    public required TimeSpan LoadTime { get; init; }
    public required long PromptTokens { get; init; }
    public required long GeneratedTokens { get; init; }
    public required double PromptTokensPerSecond { get; init; }
    public required double GeneratedTokensPerSecond { get; init; }
    public required long PeakScratchBytes { get; init; }
    public required int KvLength { get; init; }
    public required int KvCapacity { get; init; }
    public required long KvBytes { get; init; }
    public required KvPrecision KvPrecision { get; init; }

    /// <summary>Bytes of weights by type, the largest part first.</summary>
    public required ImmutableArray<(TensorType Type, long Bytes)> Quantisation { get; init; }

    public required EngineErrorCode LastErrorCode { get; init; }
    public required string? LastError { get; init; }
    public required int? Bos { get; init; }
    public required int? Eos { get; init; }
    public required int? Unknown { get; init; }
    public required int? Padding { get; init; }

    /// <summary>The logits after the last token; null where there are none.</summary>
    public required LogitsSummary? Logits { get; init; }

    /// <summary>The likeliest next tokens, best first.</summary>
    public required ImmutableArray<(int Token, float Logit)> Top { get; init; }

    /// <summary>The last token that generation chose; null before the first.</summary>
    public required TokenChoice? Chosen { get; init; }

    public required SamplingOptions? Sampling { get; init; }

    internal static ImmutableArray<(int Token, float Logit)> TopOf(ReadOnlySpan<float> logits)
    {
        if (logits.IsEmpty) return [];
        var top = ImmutableArray.CreateBuilder<(int, float)>();
        foreach (int token in new Best(TopCount).Of(logits, TopCount)) top.Add((token, logits[token]));
        return top.ToImmutable();
    }
}
