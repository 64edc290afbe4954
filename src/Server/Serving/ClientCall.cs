using System.Collections.Immutable;
using Teleo.Server.Templates;

namespace Teleo.Server.Serving;

/// <summary>One call of a client for text, in any dialect.</summary>
internal sealed record ClientCall
{
    /// <summary>A model, or <c>task/NAME</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The prompt; null for a conversation.</summary>
    public string? Prompt { get; init; }

    public ImmutableArray<ChatTurn> Turns { get; init; } = [];

    /// <summary>True if the prompt goes to the model unchanged, without the ending of a skill's contract.</summary>
    public bool IsRaw { get; init; }

    public DrawSettings Draw { get; init; } = new();

    /// <summary>The field and the header with the allowed side effects of the answering skill.</summary>
    public const string ScopeName = "teleo-scope";

    public ImmutableArray<string> Scope { get; init; } = [];

    public bool Streams { get; init; }

    /// <summary>Tasks that follow, each on the answer before.</summary>
    public ImmutableArray<string> Then { get; init; } = [];
}

/// <summary>The settings of an answer that a client stated; null for those of the model's contract.</summary>
internal sealed record DrawSettings
{
    public double? Temperature { get; init; }
    public double? TopP { get; init; }
    public double? MinP { get; init; }
    public long? TopK { get; init; }
    public long? Seed { get; init; }
    public double? RepeatPenalty { get; init; }
    public long? RepeatWindow { get; init; }
    public ImmutableArray<string> Stops { get; init; } = [];

    /// <summary>-1 for as many as fit.</summary>
    public long? MaxTokens { get; init; }

    public bool IsEmpty => this with { Stops = [] } == Nothing && Stops.IsEmpty;

    private static readonly DrawSettings Nothing = new();
}
