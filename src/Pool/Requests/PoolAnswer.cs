using System.Collections.Immutable;

namespace Teleo.Pool.Requests;

/// <summary>The end of one request: its answer, or the reason why there is none.</summary>
internal sealed record PoolAnswer(RequestStatus Status, string Text = "")
{
    /// <summary>Id of the request.</summary>
    public long Id { get; init; }

    /// <summary>Indexes of the models that were asked, in order.</summary>
    public ImmutableArray<int> Skills { get; init; } = [];

    /// <summary>Seconds until its skill could serve, from then until a worker was free, and seconds of service.</summary>
    public double Waited { get; init; }
    public double Queued { get; init; }
    public double Seconds { get; init; }

    /// <summary>Seconds of service before the first token of the answer.</summary>
    public double FirstOutput { get; init; }

    /// <summary>Seconds from then to the last token.</summary>
    public double DecodeSeconds { get; init; }

    public int PromptTokens { get; init; }
    public int AnswerTokens { get; init; }

    /// <summary>The answer ended at its largest length, not by the model's own end or a stop string.</summary>
    public bool IsCut { get; init; }

    /// <summary>
    /// Mean entropy of the answer's tokens as a share of its maximum, from 0 to 1; for a committee, one minus its confidence.
    /// </summary>
    public double Uncertainty { get; init; } = double.NaN;

    /// <summary>1 for right, 0 for wrong; without a known answer the model's own certainty, marked as a proxy.</summary>
    public double Correct { get; init; } = double.NaN;
    public bool IsKnown { get; init; }

    /// <summary>The reason for an answer that is missing.</summary>
    public string Why { get; init; } = "";

    public bool IsRight => IsKnown && Correct == 1;

    public RefusalKind Refusal { get; init; }

    public static PoolAnswer Refused(string why, RefusalKind kind) => new(RequestStatus.Refused) { Why = why, Refusal = kind };
}
