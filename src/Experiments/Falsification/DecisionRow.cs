using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Falsification;

/// <summary>One line of a run's <c>decisions.csv</c>. Values that need decision records are empty for other policies.</summary>
/// <param name="Whole">The whole decision of such a controller, read before the next one overwrites it.</param>
internal sealed record DecisionRow(
    long Decision, long TimeNs, ControlAction Action, string Outcome, string Guard, Catalog Catalog, DecisionRecord? Whole = null)
{
    public static readonly StudyColumn<DecisionRow>[] Columns =
    [
        new("decision", "", "number of the decision in its run, from 0", row => row.Decision),
        new("time_ns", "ns", "the plant's clock", row => row.TimeNs),
        new("action", "", "what was chosen; no-op where nothing was", row => Word(row.Action.GetType().Name)),
        new("skills_in", "", "skills it brings in", row => Names(SkillsOf(row.Action).Loaded, row.Catalog)),
        new("skills_out", "", "skills it takes out", row => Names(SkillsOf(row.Action).Unloaded, row.Catalog)),
        new("outcome", "", "what came of it: for our controller its outcome code, for others the plant's answer", row => row.Outcome),
        new("guard", "", "veto from outside; none where there was none", row => row.Guard),
        new("trigger", "", "what made the controller decide", row => row.Whole is { } whole ? Word(whole.Inputs.Trigger) : null),
        new("reason", "", "why nothing was chosen",
            row => row.Whole is { Choice.Reason: not NoOpReason.None and var reason } ? Word(reason) : null),
        new("total", "credits", "score of what was chosen", row => row.Whole?.Total(row.Whole.Choice.Chosen)),
        new("no_op_total", "credits", "score of doing nothing", row => row.Whole?.Total(0)),
        new("margin", "credits", "score above the strongest other that could be taken", row => row.Whole?.Choice.Margin),
        new("candidates", "count", "candidates considered, the no-op among them", row => row.Whole?.Candidates.Count),
        new("gate_bound", "", "true where the resource forbade what would have been taken", row => row.Whole?.Choice.GateBound),
        new("resource", "credits", "what the gate read", row => row.Whole?.Inputs.Resource),
        new("balance", "credits", "the resource after the decision", row => row.Whole?.Balance),
        new("structure_revision", "count", "changes of structure so far", row => row.Whole?.Revisions.Structure),
        new("adaptation_revision", "count", "updates of the fast loop so far", row => row.Whole?.Revisions.Adaptation),
        new("inner_updates", "count", "updates of the fast loop since the decision before", row => row.Whole?.InnerUpdates),
    ];

    public static DecisionRow Of(DecisionRecord record, Catalog catalog) =>
        new(record.Inputs.Sequence, record.Inputs.NowNs, record.Action, Word(record.Outcome), Word(record.Verdict), catalog, record);

    public static DecisionRow Of(long decision, long timeNs, in Settlement settlement, Catalog catalog) =>
        new(decision, timeNs, settlement.Action, Word(settlement.Receipt.Status), Word(settlement.Verdict), catalog);

    /// <summary>The row of a decision that did nothing, of a policy that does not leave its decisions whole.</summary>
    public static DecisionRow Nothing(long decision, long timeNs, Catalog catalog) =>
        new(decision, timeNs, ControlAction.NoOp.Instance, "", Word(GuardVerdict.None), catalog);

    private static (int[] Loaded, int[] Unloaded) SkillsOf(ControlAction action) => action switch
    {
        ControlAction.NoOp => ([], []),
        ControlAction.Activate a => ([a.Skill], []),
        ControlAction.Deactivate a => ([], [a.Skill]),
        ControlAction.Suspend a => ([], [a.Skill]),
        ControlAction.Replace a => ([a.Incoming], [.. a.Outgoing]),
        ControlAction.Retire a => ([], [a.Skill]),
        ControlAction.Reserve a => ([a.ForSkill], []),
        ControlAction.Merge a => ([a.Into], [a.First, a.Second]),
        ControlAction.Split a => ([a.First, a.Second], [a.From]),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Names(int[] skills, Catalog catalog) => string.Join(' ', skills.Select(skill => catalog.Skills[skill].Id.Name));

    private static string Word<T>(T value) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName($"{value}");
}
