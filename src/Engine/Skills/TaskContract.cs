using System.Collections.Immutable;

namespace Teleo.Engine.Skills;

/// <summary>The contract of a task: the accepted requests and the expected answers, by which outcomes are judged.</summary>
public sealed record TaskContract
{
    /// <summary>The task classes it answers; a multi-task model has several.</summary>
    public required ImmutableArray<string> Tasks { get; init; }
    public required FieldSchema Input { get; init; }
    public required FieldSchema Output { get; init; }

    /// <summary>The meaning of its confidence, such as <c>mean-token-probability</c>.</summary>
    public required string Confidence { get; init; }
    public required Determinism Determinism { get; init; }

    /// <summary>The delay until a request stops, if it can be stopped: <c>within-token</c>.</summary>
    public required string Cancellation { get; init; }

    /// <summary>The engine's error codes it may end with.</summary>
    public required ImmutableArray<string> ErrorCodes { get; init; }

    /// <summary>Its effects on the world besides answering; <c>none</c> for all skills that only write text.</summary>
    public required string SideEffects { get; init; }
}

/// <summary>The type and largest size of an input or output.</summary>
/// <param name="Type"><c>utf8</c> or <c>bytes</c>.</param>
/// <param name="Pattern">A regular expression every value matches, where one can be given.</param>
public sealed record FieldSchema(string Type, int MaxBytes, string? Pattern = null);

/// <summary>The settings under which equal requests give equal answers.</summary>
public sealed record Determinism(double Temperature, int MaxTokens, string PromptSuffix);
