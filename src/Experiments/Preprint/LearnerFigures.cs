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

    [CsvColumn("data"), Defined("", "data set")]
    public required string Data { get; init; }

    [CsvColumn("setting"), Defined("", "name of the setting, as in settings.csv")]
    public required string Setting { get; init; }

    [CsvColumn("split"), Defined("", "number of the stratified split; equal numbers are equal splits for all settings and the baseline")]
    public required int Split { get; init; }

    [CsvColumn("tested"), Defined("count", "samples in the test")]
    public required int Tested { get; init; }

    [CsvColumn("right"), Defined("count", "right answers in the test, by softmax")]
    public required int Right { get; init; }

    [CsvColumn("right_by_winner"), Defined("count", "right answers by the cheapest hypothesis that covers; none counts as wrong")]
    public required int RightByWinner { get; init; }

    [CsvColumn("steps"), Defined("count", "samples learned from")]
    public required long Steps { get; init; }

    [CsvColumn("genesis"), Defined("count", "genesis actions made")]
    public required int Genesis { get; init; }

    [CsvColumn("genesis_by_rule_alone")]
    [Defined("count", "those that the coverage rule asked for and that did not score better than no-op")]
    public required int GenesisByRuleAlone { get; init; }

    [CsvColumn("wedges"), Defined("count", "wedge actions made")]
    public required int Wedges { get; init; }

    [CsvColumn("wanted"), Defined("count", "structural actions that would have been made if the resource forbade nothing")]
    public required int Wanted { get; init; }

    [CsvColumn("forbidden"), Defined("count", "those that the resource forbade")]
    public required int Forbidden { get; init; }

    [CsvColumn("overridden"), Defined("count", "those that the coverage rule made although the resource could not pay")]
    public required int Overridden { get; init; }

    [CsvColumn("deaths"), Defined("count", "times that the resource ran out and the structure was cleared")]
    public required int Deaths { get; init; }

    // 0 if there was none.
    [CsvColumn("last_action"), Defined("share", "last step with a structural action, as a share of all steps")]
    public required double LastAction { get; init; }

    [CsvColumn("hypotheses"), Defined("count", "hypotheses at the end")]
    public required int Hypotheses { get; init; }

    [CsvColumn("born"), Defined("count", "hypotheses born")]
    public required int Born { get; init; }

    [CsvColumn("complexity_unique"), Defined("units", "complexity at the end, shared subforms counted once")]
    public required long UniqueComplexity { get; init; }

    [CsvColumn("complexity_expanded"), Defined("units", "complexity at the end, every hypothesis written out")]
    public required long ExpandedComplexity { get; init; }

    [CsvColumn("energy"), Defined("credits", "resource at the end")]
    public required double Energy { get; init; }

    [CsvColumn("first_loss"), Defined("nats", "mean loss over the first pass, before learning from each sample")]
    public required double FirstLoss { get; init; }

    [CsvColumn("last_loss"), Defined("nats", "mean loss over the last pass")]
    public required double LastLoss { get; init; }

    [CsvColumn("disagreement"), Defined("share", "samples with a winner on which it and softmax named different classes")]
    public required double Disagreement { get; init; }

    [CsvIgnore] public double Accuracy => (double)Right / Tested;

    [CsvIgnore] public bool Froze => LastAction <= 1 - FreezeShare;
}
