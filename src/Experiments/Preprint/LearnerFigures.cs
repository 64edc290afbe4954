using CsvHelper;

namespace Teleo.Experiments.Preprint;

/// <summary>One run of the learner: its test results, structure and resource. One line of <c>runs.csv</c>.</summary>
[CsvRecord]
public sealed partial record LearnerFigures
{
    /// <summary>
    /// The last share of the samples of a run in which no structural action may fall if its structure is to count as frozen.
    /// </summary>
    public const double FreezeShare = 1.0 / 3;

    [CsvColumn("data")] public required string Data { get; init; }

    [CsvColumn("setting")] public required string Setting { get; init; }

    [CsvColumn("split")] public required int Split { get; init; }

    [CsvColumn("tested")] public required int Tested { get; init; }

    /// <summary>Right answers in the test, by softmax.</summary>
    [CsvColumn("right")] public required int Right { get; init; }

    /// <summary>The same by the cheapest hypothesis that covers; a sample that none covers counts as wrong.</summary>
    [CsvColumn("right_by_winner")] public required int RightByWinner { get; init; }

    /// <summary>Samples learned from.</summary>
    [CsvColumn("steps")] public required long Steps { get; init; }

    [CsvColumn("genesis")] public required int Genesis { get; init; }

    /// <summary>Genesis actions of the coverage rule that did not score better than the no-op.</summary>
    [CsvColumn("genesis_by_rule_alone")] public required int GenesisByRuleAlone { get; init; }

    [CsvColumn("wedges")] public required int Wedges { get; init; }

    /// <summary>Structural actions that would have been made if the resource forbade nothing.</summary>
    [CsvColumn("wanted")] public required int Wanted { get; init; }

    /// <summary>Actions that the resource forbade.</summary>
    [CsvColumn("forbidden")] public required int Forbidden { get; init; }

    /// <summary>Actions of the coverage rule that the resource could not pay for.</summary>
    [CsvColumn("overridden")] public required int Overridden { get; init; }

    /// <summary>The number of times the resource ran out and the structure was cleared.</summary>
    [CsvColumn("deaths")] public required int Deaths { get; init; }

    /// <summary>The last step with a structural action, as a share of all steps; 0 where there was none.</summary>
    [CsvColumn("last_action")] public required double LastAction { get; init; }

    /// <summary>Hypotheses at the end.</summary>
    [CsvColumn("hypotheses")] public required int Hypotheses { get; init; }

    /// <summary>All hypotheses that were born.</summary>
    [CsvColumn("born")] public required int Born { get; init; }

    /// <summary>Complexity at the end with shared subforms counted once.</summary>
    [CsvColumn("complexity_unique")] public required long UniqueComplexity { get; init; }

    /// <summary>Complexity at the end with every hypothesis written out.</summary>
    [CsvColumn("complexity_expanded")] public required long ExpandedComplexity { get; init; }

    /// <summary>Credits at the end.</summary>
    [CsvColumn("energy")] public required double Energy { get; init; }

    /// <summary>Mean loss over the first pass, each sample before it was learned from, in nats.</summary>
    [CsvColumn("first_loss")] public required double FirstLoss { get; init; }

    /// <summary>The same over the last pass.</summary>
    [CsvColumn("last_loss")] public required double LastLoss { get; init; }

    /// <summary>Share of samples with a winner on which it and softmax named different classes.</summary>
    [CsvColumn("disagreement")] public required double Disagreement { get; init; }

    [CsvIgnore] public double Accuracy => (double)Right / Tested;

    [CsvIgnore] public bool Froze => LastAction <= 1 - FreezeShare;
}
