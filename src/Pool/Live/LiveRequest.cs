using System.Collections.Immutable;

namespace Teleo.Pool.Live;

/// <summary>One question to a live pool. It names what is to be done, not who does it.</summary>
/// <param name="Task">A task class of the catalog.</param>
internal sealed record LiveRequest(string Task, string Input)
{
    /// <summary>The right answer, where it is known.</summary>
    public string? Expected { get; init; }

    /// <summary>Tasks that follow: each takes the answer before as its input.</summary>
    public ImmutableArray<string> Then { get; init; } = [];

    /// <summary>0 leaves it to the contract of whoever answers.</summary>
    public int MaxTokens { get; init; }
}

/// <summary>The status in which a request ended.</summary>
internal enum LiveStatus
{
    Answered,

    /// <summary>Nobody here can do it, it breaks the contract, or too many wait.</summary>
    Refused,
    TimedOut,
    Cancelled,

    /// <summary>The model failed, or was taken away.</summary>
    Failed,
}

/// <summary>The response to one request.</summary>
internal sealed record LiveResponse(LiveStatus Status, string Text = "")
{
    /// <summary>The skills that were asked, in order.</summary>
    public ImmutableArray<int> Skills { get; init; } = [];

    /// <summary>Seconds until its skill could serve, and seconds of service.</summary>
    public double Waited { get; init; }
    public double Seconds { get; init; }

    /// <summary>Seconds of service before the first token of the answer.</summary>
    public double FirstOutput { get; init; }

    /// <summary>Seconds from then to the last token.</summary>
    public double DecodeSeconds { get; init; }

    public int PromptTokens { get; init; }
    public int AnswerTokens { get; init; }

    /// <summary>Mean entropy of the answer's tokens as a share of the most there can be, from 0 to 1; of a committee, what its confidence leaves.</summary>
    public double Uncertainty { get; init; } = double.NaN;

    /// <summary>1 right, 0 wrong; where no answer is known, how sure the model was: a proxy, and marked as one.</summary>
    public double Correct { get; init; } = double.NaN;
    public bool IsKnown { get; init; }

    /// <summary>Why there is no answer.</summary>
    public string Why { get; init; } = "";

    public bool IsRight => IsKnown && Correct == 1;

    public static LiveResponse Refused(string why) => new(LiveStatus.Refused) { Why = why };
}
