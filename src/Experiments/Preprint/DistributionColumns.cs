using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Preprint;

/// <summary>The dictionaries of the tables of a distribution.</summary>
internal static class DistributionColumns
{
    public static readonly ColumnRow[] Runs =
    [
        new("data", "", "data set"),
        new("setting", "", "name of the setting, as in settings.csv"),
        new("split", "", "number of the stratified split; equal numbers are equal splits for all settings and the baseline"),
        new("tested", "count", "samples in the test"),
        new("right", "count", "right answers in the test, by softmax"),
        new("right_by_winner", "count", "right answers by the cheapest hypothesis that covers; none counts as wrong"),
        new("steps", "count", "samples learned from"),
        new("genesis", "count", "genesis actions made"),
        new("genesis_by_rule_alone", "count", "those that the coverage rule asked for and that did not score better than no-op"),
        new("wedges", "count", "wedge actions made"),
        new("wanted", "count", "structural actions that would have been made if the resource forbade nothing"),
        new("forbidden", "count", "those that the resource forbade"),
        new("overridden", "count", "those that the coverage rule made although the resource could not pay"),
        new("deaths", "count", "times that the resource ran out and the structure was cleared"),
        new("last_action", "share", "last step with a structural action, as a share of all steps"),
        new("hypotheses", "count", "hypotheses at the end"),
        new("born", "count", "hypotheses born"),
        new("complexity_unique", "units", "complexity at the end, shared subforms counted once"),
        new("complexity_expanded", "units", "complexity at the end, every hypothesis written out"),
        new("energy", "credits", "resource at the end"),
        new("first_loss", "nats", "mean loss over the first pass, before learning from each sample"),
        new("last_loss", "nats", "mean loss over the last pass"),
        new("disagreement", "share", "samples with a winner on which it and softmax named different classes"),
    ];

    public static readonly ColumnRow[] Baseline =
    [
        new("data", "", "data set"),
        new("split", "", "number of the split, as in runs.csv"),
        new("tested", "count", "samples in the test"),
        new("right", "count", "right answers of logistic regression"),
    ];

    public static readonly ColumnRow[] Summary =
    [
        new("data", "", "data set"),
        new("setting", "", "name of the setting"),
        new("splits", "count", "splits run"),
        new("claimed", "share", "test accuracy that the preprint states"),
        new("mean", "share", "mean test accuracy"),
        new("standard_deviation", "share", "standard deviation of the test accuracy over splits"),
        new("least", "share", "least test accuracy"),
        new("lower5", "share", "5 % quantile"),
        new("median", "share", "median"),
        new("upper95", "share", "95 % quantile"),
        new("most", "share", "greatest test accuracy"),
        new("reached", "share", "splits with at least the stated number of right answers"),
        new("equalled", "share", "splits with exactly that number"),
        new("mean_by_winner", "share", "mean test accuracy of the cheapest hypothesis that covers"),
        new("baseline_mean", "share", "mean test accuracy of logistic regression on the same splits"),
        new("baseline_standard_deviation", "share", "its standard deviation"),
        new("better_than_baseline", "share", "splits with more right answers than logistic regression"),
        new("worse_than_baseline", "share", "splits with fewer"),
        new("genesis", "per run", "mean number of genesis actions"),
        new("by_rule_alone", "share", "genesis actions that did not score better than no-op"),
        new("wedges", "per run", "mean number of wedges"),
        new("wanted", "count", "structural actions wanted, over all runs"),
        new("forbidden", "count", "those that the resource forbade"),
        new("gate_binding", "share", "forbidden over wanted"),
        new("overridden", "count", "those that the coverage rule made although the resource could not pay"),
        new("deaths", "per run", "mean number of deaths"),
        new("died", "share", "runs with a death"),
        new("froze", "share", "runs without a structural action in the last third of their steps"),
        new("last_action", "share", "median of the last step with a structural action"),
        new("survival", "share", "hypotheses alive at the end of those born"),
        new("hypotheses", "per run", "mean number of hypotheses at the end"),
        new("complexity_unique", "units", "mean complexity at the end, shared subforms counted once"),
        new("complexity_expanded", "units", "mean complexity at the end, written out"),
        new("energy", "credits", "mean resource at the end"),
        new("first_loss", "nats", "mean loss in the first pass"),
        new("last_loss", "nats", "mean loss in the last pass"),
        new("disagreement", "share", "samples on which winner and softmax named different classes"),
    ];

    public static readonly ColumnRow[] Reach =
    [
        new("data", "", "data set; all asks for every one of them in the same setting"),
        new("settings", "count", "swept settings"),
        new("reached", "share", "settings whose mean test accuracy is at or above the stated one"),
        new("near", "share", "settings whose mean test accuracy is within two points of it"),
        new("mean", "share", "mean over settings of their mean test accuracy"),
        new("least", "share", "least of them"),
        new("median", "share", "median of them"),
        new("most", "share", "greatest of them"),
        new("bound", "share", "settings in which the resource forbade at least one wanted action"),
        new("gate_binding", "share", "forbidden over wanted actions, of all settings together"),
        new("died", "share", "settings in which a structure died"),
        new("froze", "share", "runs whose structure froze"),
    ];

    public static readonly ColumnRow[] Influence =
    [
        new("data", "", "data set"),
        new("number", "", "open number or choice; choices count from 0 in the order of their words"),
        new("correlation", "", "Spearman's rank correlation of its value with the mean test accuracy of a setting"),
        new("lower_half", "share", "mean test accuracy of settings in the lower half of its range"),
        new("upper_half", "share", "mean test accuracy of settings in the upper half"),
    ];
}
