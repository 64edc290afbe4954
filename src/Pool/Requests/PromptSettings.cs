using System.Collections.Immutable;
using Teleo.Engine.Generation;

namespace Teleo.Pool.Requests;

/// <summary>Settings of a raw prompt: how it becomes tokens and how its answer is drawn.</summary>
internal sealed record PromptSettings
{
    public GenerationOptions Generation { get; init; } = new();

    /// <summary>The tokenizer adds its first token; false where the prompt has it already, as a chat template writes it.</summary>
    public bool AddsFirst { get; init; } = true;

    /// <summary>The conversation that the prompt was written from, for a runtime with chat templates of its own; empty for none.</summary>
    public ImmutableArray<(string Role, string Content)> Turns { get; init; } = [];

    /// <summary>Names of special tokens in the prompt become those tokens.</summary>
    public bool ParsesSpecial { get; init; }
}
