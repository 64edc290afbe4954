using System.Collections.Immutable;
using System.Diagnostics;

namespace Teleo.Pool.Requests;

/// <summary>
/// One request to a live pool, the same value from submission to the records. It names a task, or the model that must answer.
/// </summary>
/// <param name="Task">A task class of the catalog; empty where <paramref name="Task"/> plays no part since <see cref="Model"/> is
/// given.</param>
/// <param name="Input">
/// Text for the model: an input by its contract, or a whole prompt where <see cref="Prompt"/> is given; the shape of a tensor.
/// </param>
internal sealed record PoolRequest(string Task, string Input)
{
    /// <summary>Identifies the request in queues, answers and records. The pool gives it at submission; 0 before.</summary>
    public long Id { get; init; }

    /// <summary>Index of the model that must answer; -1 lets the router choose.</summary>
    public int Model { get; init; } = -1;

    /// <summary>An image file, or the elements of a tensor, for a model that takes them; empty for text.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The right answer, if known.</summary>
    public string? Expected { get; init; }

    /// <summary>Settings of a client's own prompt; null for an input that the skill's contract completes.</summary>
    public PromptSettings? Prompt { get; init; }

    /// <summary>Receives the text during generation; null if only the whole answer is needed.</summary>
    public IPoolSink? Sink { get; init; }

    /// <summary>The following tasks: each takes the previous answer as its input.</summary>
    public ImmutableArray<string> Then { get; init; } = [];

    /// <summary>The allowed side effects of the answering skill; empty for none.</summary>
    public ImmutableArray<string> Scope { get; init; } = [];

    /// <summary>The trace context of the sender; default for none.</summary>
    public ActivityContext Trace { get; init; }

    /// <summary>The most tokens of the answer; 0 for the limit of the contract.</summary>
    public int MaxTokens { get; init; }

    /// <summary>Expected tokens of prompt and answer before a tokenizer has counted them: one per byte, plus a first and a last.</summary>
    public (int Input, int Output) ExpectedTokens
    {
        get
        {
            int answer = Expected is null && Prompt is { } own ? own.Generation.MaxTokens : Math.Max(1, (Expected ?? "").Length + 1);
            return (Input.Length + 2, answer);
        }
    }
}
