namespace Teleo.Experiments.Distinction;

/// <summary>One run of the learner: what it answered in the test and how its structure and its resource went.</summary>
public sealed record LearnerFigures
{
    /// <summary>
    /// The last share of the samples of a run in which no structural action may fall if its structure is to count as frozen.
    /// </summary>
    public const double FreezeShare = 1.0 / 3;

    public required string Data { get; init; }

    public required int Split { get; init; }

    /// <summary>Share of right answers in the test, by softmax.</summary>
    public required double Accuracy { get; init; }

    /// <summary>The same by the cheapest hypothesis that covers; a sample that none covers counts as wrong.</summary>
    public required double WinnerAccuracy { get; init; }

    /// <summary>Samples learned from.</summary>
    public required long Steps { get; init; }

    public required int Genesis { get; init; }

    /// <summary>Those that the coverage rule asked for and that did not score better than no-op.</summary>
    public required int GenesisByRuleAlone { get; init; }

    public required int Wedges { get; init; }

    /// <summary>Structural actions that would have been made if the resource forbade nothing.</summary>
    public required int Wanted { get; init; }

    /// <summary>Those that the resource forbade.</summary>
    public required int Forbidden { get; init; }

    /// <summary>Those that the coverage rule made although the resource could not pay.</summary>
    public required int Overridden { get; init; }

    /// <summary>The number of times the resource ran out and the structure was cleared.</summary>
    public required int Deaths { get; init; }

    /// <summary>The last step with a structural action, as a share of all steps; 0 where there was none.</summary>
    public required double LastAction { get; init; }

    public bool Froze => LastAction <= 1 - FreezeShare;

    /// <summary>Hypotheses at the end, and all that were born.</summary>
    public required int Hypotheses { get; init; }

    public required int Born { get; init; }

    /// <summary>Complexity at the end with shared subforms counted once, and written out.</summary>
    public required long UniqueComplexity { get; init; }

    public required long ExpandedComplexity { get; init; }

    /// <summary>Credits at the end.</summary>
    public required double Energy { get; init; }

    /// <summary>Mean loss before learning from a sample, over the first and the last pass, in nats.</summary>
    public required double FirstLoss { get; init; }

    public required double LastLoss { get; init; }

    /// <summary>Share of samples with a winner on which it and softmax named different classes.</summary>
    public required double Disagreement { get; init; }
}
