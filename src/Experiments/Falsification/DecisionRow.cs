using CsvHelper;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Falsification;

/// <summary>One line of a run's <c>decisions.csv</c>. Values that need decision records are empty for other policies.</summary>
[CsvRecord]
internal sealed partial record DecisionRow
{
    [CsvColumn("decision")] public required long Decision { get; init; }

    [CsvColumn("time_ns")] public required long TimeNs { get; init; }

    [CsvColumn("action")] public required string Action { get; init; }

    [CsvColumn("skills_in")] public required string Coming { get; init; }

    [CsvColumn("skills_out")] public required string Leaving { get; init; }

    [CsvColumn("outcome")] public required string Outcome { get; init; }

    [CsvColumn("guard")] public required string Guard { get; init; }

    [CsvColumn("trigger")] public string Trigger { get; init; } = "";

    [CsvColumn("reason")] public string Reason { get; init; } = "";

    [CsvColumn("total")] public string Total { get; init; } = "";

    [CsvColumn("no_op_total")] public string NoOpTotal { get; init; } = "";

    [CsvColumn("margin")] public string Margin { get; init; } = "";

    [CsvColumn("candidates")] public string Candidates { get; init; } = "";

    [CsvColumn("gate_bound")] public string GateBound { get; init; } = "";

    [CsvColumn("resource")] public string Resource { get; init; } = "";

    [CsvColumn("balance")] public string Balance { get; init; } = "";

    [CsvColumn("structure_revision")] public string Structure { get; init; } = "";

    [CsvColumn("adaptation_revision")] public string Adaptation { get; init; } = "";

    [CsvColumn("inner_updates")] public string InnerUpdates { get; init; } = "";

    public static readonly ColumnRow[] Columns =
    [
        new("decision", "", "number of the decision in its run, from 0"),
        new("time_ns", "ns", "the plant's clock"),
        new("action", "", "what was chosen; no-op where nothing was"),
        new("skills_in", "", "skills it brings in"),
        new("skills_out", "", "skills it takes out"),
        new("outcome", "", "what came of it: for our controller its outcome code, for others the plant's answer"),
        new("guard", "", "veto from outside; none where there was none"),
        new("trigger", "", "what made the controller decide"),
        new("reason", "", "why nothing was chosen"),
        new("total", "credits", "score of what was chosen"),
        new("no_op_total", "credits", "score of doing nothing"),
        new("margin", "credits", "score above the strongest other that could be taken"),
        new("candidates", "count", "candidates considered, the no-op among them"),
        new("gate_bound", "", "true where the resource forbade what would have been taken"),
        new("resource", "credits", "what the gate read"),
        new("balance", "credits", "the resource after the decision"),
        new("structure_revision", "count", "changes of structure so far"),
        new("adaptation_revision", "count", "updates of the fast loop so far"),
        new("inner_updates", "count", "updates of the fast loop since the decision before"),
    ];

    public static DecisionRow Of(long decision, long timeNs, ControlAction action, string outcome, string guard, Catalog catalog)
    {
        var (coming, leaving) = SkillsOf(action);
        return new()
        {
            Decision = decision,
            TimeNs = timeNs,
            Action = Word(action.GetType().Name),
            Coming = Names(coming, catalog),
            Leaving = Names(leaving, catalog),
            Outcome = outcome,
            Guard = guard,
        };
    }

    public static DecisionRow Of(DecisionRecord record, Catalog catalog) =>
        Of(record.Inputs.Sequence, record.Inputs.NowNs, record.Action, Word(record.Outcome), Word(record.Verdict), catalog) with
        {
            Trigger = Word(record.Inputs.Trigger),
            Reason = record.Choice.Reason == NoOpReason.None ? "" : Word(record.Choice.Reason),
            Total = StudyCsv.Text(record.Total(record.Choice.Chosen)),
            NoOpTotal = StudyCsv.Text(record.Total(0)),
            Margin = StudyCsv.Text(record.Choice.Margin),
            Candidates = StudyCsv.Text(record.Candidates.Count),
            GateBound = record.Choice.GateBound ? "true" : "false",
            Resource = StudyCsv.Text(record.Inputs.Resource),
            Balance = StudyCsv.Text(record.Balance),
            Structure = StudyCsv.Text(record.Revisions.Structure),
            Adaptation = StudyCsv.Text(record.Revisions.Adaptation),
            InnerUpdates = StudyCsv.Text(record.InnerUpdates),
        };

    public static DecisionRow Of(long decision, long timeNs, in Settlement settlement, Catalog catalog) =>
        Of(decision, timeNs, settlement.Action, Word(settlement.Receipt.Status), Word(settlement.Verdict), catalog);

    private static (int[] Coming, int[] Leaving) SkillsOf(ControlAction action) => action switch
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
