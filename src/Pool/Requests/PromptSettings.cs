using System.Collections.Immutable;
using Teleo.Engine.Generation;

namespace Teleo.Pool.Requests;

/// <summary>Settings of a raw prompt: how it becomes tokens and how its answer is drawn.</summary>
internal sealed record PromptSettings
{
    public GenerationOptions Generation { get; init; } = new();

    /// <summary>The tokenizer adds its first token; false where the prompt has it already, as a chat template writes it.</summary>
    public bool AddsFirst { get; init; } = true;

    /// <summary>The conversation of the prompt, for a runtime with its own chat templates; empty for none.</summary>
    public ImmutableArray<(string Role, string Content)> Turns { get; init; } = [];

    /// <summary>True if names of special tokens in the prompt are read as those tokens.</summary>
    public bool ParsesSpecial { get; init; }
}
