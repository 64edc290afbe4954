using System.Collections.Immutable;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Tracing;

/// <summary>
/// Writes a trace as five tables: decisions, candidates, ledger rows, actions with their measured effects, and changes of the accounts of
/// sources.
/// </summary>
internal sealed class TraceTables(Catalog catalog, ITableSink sink)
{
    private const string Decisions = "decisions", Candidates = "candidates", Ledger = "ledger", Actions = "actions", Bets = "bets";

    private readonly Dictionary<(long Decision, int Skill), object?[]> _open = [];
    private Sources _sources = new(new());

    /// <summary>The names of the tables.</summary>
    public static ImmutableArray<string> Names { get; } = [Decisions, Candidates, Ledger, Actions, Bets];

    private static ImmutableArray<TableColumn> DecisionColumns { get; } =
    [
        Whole("id"), Whole("t_ns"), Text("trigger"), Text("skill"), Whole("structure_revision"), Whole("adaptation_revision"),
        Whole("resource_revision"), Whole("resident_bytes"), Whole("capacity_bytes"), Real("resource"), Real("balance"), Text("chosen"),
        Real("total"), Real("no_op_total"), Real("margin"), Flag("gate_bound"), Text("outcome"), Text("reason"), Text("guard"),
        Whole("no_op_run"), Whole("inner_updates"), Whole("actions_in_window"),
    ];

    private static ImmutableArray<TableColumn> CandidateColumns { get; } =
    [
        Whole("id"), Whole("index"), Text("action"), Text("skills_in"), Text("skills_out"), Real("total"), Real("advantage"), Real("cost"),
        Flag("affordable"), Text("ineligible"), Text("held_by"),
        .. Enumerable.Range(0, ScoreTerms.Count).Select(term => Real(DecisionWriter.Terms[term].ToString())),
    ];

    private static ImmutableArray<TableColumn> LedgerColumns { get; } =
    [
        Whole("id"), Text("entry"), Real("before"), Real("rho"), Real("gain"), Real("penalty"), Real("maintenance"), Real("action_cost"),
        Real("after"),
    ];

    private static ImmutableArray<TableColumn> ActionColumns { get; } =
    [
        Whole("id"), Whole("t_ns"), Text("action"), Text("skills_in"), Text("skills_out"), Text("outcome"), Text("guard"), Text("receipt"),
        Real("cost"), Real("advantage"), Text("skill"), Whole("measured_at_ns"), Flag("succeeded"), Real("predicted_seconds"),
        Real("realised_seconds"),
    ];

    private static ImmutableArray<TableColumn> BetColumns { get; } =
    [
        Whole("id"), Text("entry"), Whole("account"), Text("source"), Whole("bet"), Text("skill"), Real("before"), Real("added"),
        Real("taken"), Real("after"), Real("debt"), Real("staked"), Real("saved"), Real("harm"), Real("uncovered"),
    ];

    public void Write(TraceReader reader, CancellationToken cancellation = default)
    {
        sink.Open(Decisions, DecisionColumns);
        sink.Open(Candidates, CandidateColumns);
        sink.Open(Ledger, LedgerColumns);
        sink.Open(Actions, ActionColumns);
        sink.Open(Bets, BetColumns);
        _sources = new(reader.Header.Options.Foresight);
        for (var line = reader.Read(); line != TraceLine.End; line = reader.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (line == TraceLine.Outcome) WriteOutcome(reader.Outcome);
            else WriteDecision(reader.Record);
        }

        foreach (object?[] row in _open.Values) sink.Add(Actions, row);
    }

    private void WriteDecision(DecisionRecord record)
    {
        var inputs = record.Inputs;
        var choice = record.Choice;
        Row(Decisions, inputs.Sequence, inputs.NowNs, inputs.Trigger,
            inputs.TriggerSkill < 0 ? "" : catalog.Skills[inputs.TriggerSkill].Id.Name,
            record.Revisions.Structure, record.Revisions.Adaptation, record.Revisions.Resource,
            inputs.Used.ResidentBytes, inputs.Capacity.ResidentBytes,
            inputs.Resource, record.Balance, Named(record, choice.Chosen), record.Total(choice.Chosen),
            record.Total(0), choice.Margin, choice.GateBound,
            record.Outcome, choice.Reason, record.Verdict, record.NoOpRun, record.InnerUpdates, record.ActionsInWindow);
        for (int i = 0; i < record.Candidates.Count; i++) WriteCandidate(record, i);
        foreach (var row in record.Rows)
            Row(Ledger, inputs.Sequence, row.Entry, row.Before, row.Rho, row.Gain, row.Penalty, row.Maintenance, row.ActionCost, row.After);
        foreach (var row in record.Bets)
        {
            string skill = row.Skill < 0 ? "" : Id(row.Skill);
            Row(Bets, inputs.Sequence, row.Entry, row.Account, _sources.NameOf(row.Source), row.Bet, skill,
                row.Before, row.Added, row.Taken, row.After, row.Debt, row.Staked, row.Saved, row.Harm, row.Uncovered);
        }

        if (choice.Chosen > 0) WriteAction(record);
    }

    private void WriteCandidate(DecisionRecord record, int index)
    {
        ref readonly var candidate = ref record.Candidates[index];
        Span<object?> cells = new object?[11 + ScoreTerms.Count];
        object?[] head =
        [
            record.Inputs.Sequence, index, candidate.Kind, Coming(candidate), Leaving(record, candidate),
            record.Total(index), record.Advantage(index),
            candidate.Cost, candidate.IsAffordable, candidate.Ineligibility,
            candidate.HeldBy.ToString().Replace(", ", "+", StringComparison.Ordinal),
        ];
        head.CopyTo(cells);
        for (int term = 0; term < ScoreTerms.Count; term++) cells[head.Length + term] = candidate.Terms[term];
        Row(Candidates, cells);
    }

    /// <summary>Writes an action, after its measured effect is known; the last cells of a load without a measurement stay empty.</summary>
    private void WriteAction(DecisionRecord record)
    {
        ref readonly var chosen = ref record.Candidates[record.Choice.Chosen];
        object?[] row =
        [
            record.Inputs.Sequence, record.Inputs.NowNs, chosen.Kind, Coming(chosen),
            Leaving(record, chosen), record.Outcome, record.Verdict,
            record.Receipt?.Status.ToString() ?? "", chosen.Cost, record.Advantage(record.Choice.Chosen),
            chosen.First < 0 ? "" : catalog.Skills[chosen.First].Id.Name, null, null, null, null,
        ];
        for (int i = 0; i < row.Length; i++) row[i] = Cell(row[i]);
        bool isMeasuredLater = record.Outcome == OutcomeCode.Acted && chosen.ComingCount > 0;
        if (isMeasuredLater) _open[(record.Inputs.Sequence, chosen.First)] = row;
        else sink.Add(Actions, row);
    }

    private void WriteOutcome(in Teleo.Controller.Domain.Realisation outcome)
    {
        if (!_open.Remove((outcome.DecisionId, outcome.Skill), out object?[]? row)) return;
        (row[^4], row[^3], row[^2], row[^1]) = (outcome.TimeNs, outcome.Succeeded, outcome.PredictedSeconds, outcome.RealisedSeconds);
        sink.Add(Actions, row);
    }

    private string Named(DecisionRecord record, int index) => Explanation.Name(record.Candidates[index], record.Candidates, catalog);

    private string Coming(in Candidate candidate) =>
        candidate.Second >= 0 ? $"{Id(candidate.First)} {Id(candidate.Second)}" : candidate.First >= 0 ? Id(candidate.First) : "";

    private string Leaving(DecisionRecord record, in Candidate candidate) =>
        string.Join(' ', record.Candidates.Leaving(candidate).ToArray().Select(skill => Id(skill)));

    private string Id(int skill) => catalog.Skills[skill].Id.Name;

    private void Row(string table, params Span<object?> cells)
    {
        for (int i = 0; i < cells.Length; i++) cells[i] = Cell(cells[i]);
        sink.Add(table, cells);
    }

    /// <summary>A value as one of the four kinds.</summary>
    private static object? Cell(object? value) => value switch
    {
        null or long or double or bool or string => value,
        Enum word => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(word.ToString()),
        _ => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture),
    };

    private static TableColumn Whole(string name) => new(name, CellKind.Whole);

    private static TableColumn Real(string name) => new(name, CellKind.Real);

    private static TableColumn Flag(string name) => new(name, CellKind.Flag);

    private static TableColumn Text(string name) => new(name, CellKind.Text);
}
