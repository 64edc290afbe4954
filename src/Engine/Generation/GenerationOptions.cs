using System.Collections.Immutable;
using Teleo.Engine.Sampling;

namespace Teleo.Engine.Generation;

/// <summary>The options of generation: drawing and ending of an answer.</summary>
public sealed record GenerationOptions
{
    public SamplingOptions Sampling { get; init; } = SamplingOptions.Greedy;

    public int MaxTokens { get; init; } = 256;

    /// <summary>The answer ends before the first of these.</summary>
    public ImmutableArray<string> Stops { get; init; } = [];

    /// <summary>Tokens that end a text do not end the answer.</summary>
    public bool IgnoresEnd { get; init; }

    /// <summary>Every fault at once; empty when there is none.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (string problem in Sampling.Problems()) yield return problem;
        if (MaxTokens < 1) yield return $"the most tokens is {MaxTokens}; it must be at least 1";
    }
}
