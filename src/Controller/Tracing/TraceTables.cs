using System.Globalization;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Tracing;

/// <summary>
/// A trace as five tables: a row per decision, per candidate, per ledger row, per action with what it was measured to do, and per
/// movement of the account of a source of foresight.
/// </summary>
public sealed class TraceTables(
    Catalog catalog, TextWriter ticks, TextWriter candidates, TextWriter ledger, TextWriter actions, TextWriter bets)
{
    private readonly Dictionary<(long Decision, int Skill), string> _open = [];
    private Sources _sources = new(new());

    public void Write(TraceReader reader, CancellationToken cancellation = default)
    {
        ticks.Write(
            "id,t_ns,trigger,skill,structure_revision,adaptation_revision,resource_revision,resident_bytes,capacity_bytes,resource,"
                + "balance,chosen,total,no_op_total,margin,gate_bound,outcome,reason,guard,no_op_run,inner_updates,actions_in_window\n");
        candidates.Write(
            "id,index,action,skills_in,skills_out,total,advantage,cost,affordable,ineligible,held_by,"
                + $"{string.Join(',', Enumerable.Range(0, ScoreTerms.Count).Select(term => DecisionWriter.Terms[term].ToString()))}\n");
        ledger.Write("id,entry,before,rho,gain,penalty,maintenance,action_cost,after\n");
        actions.Write(
            "id,t_ns,action,skills_in,skills_out,outcome,guard,receipt,cost,advantage,skill,measured_at_ns,succeeded,"
                + "predicted_seconds,realised_seconds\n");
        bets.Write("id,entry,account,source,bet,skill,before,added,taken,after,debt,staked,saved,harm,uncovered\n");
        _sources = new(reader.Header.Options.Foresight);
        for (var line = reader.Read(); line != TraceLine.End; line = reader.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (line == TraceLine.Outcome) WriteOutcome(reader.Outcome);
            else WriteDecision(reader.Record);
        }

        foreach (string row in _open.Values) actions.Write(row + ",,,,\n");
    }

    private void WriteDecision(DecisionRecord record)
    {
        var inputs = record.Inputs;
        var choice = record.Choice;
        Row(ticks, inputs.Sequence, inputs.NowNs, inputs.Trigger,
            inputs.TriggerSkill < 0 ? "" : catalog.Skills[inputs.TriggerSkill].Id.Name,
            record.Revisions.Structure, record.Revisions.Adaptation, record.Revisions.Resource,
            inputs.Used.ResidentBytes, inputs.Capacity.ResidentBytes,
            inputs.Resource, record.Balance, Named(record, choice.Chosen), record.Total(choice.Chosen),
            record.Total(0), choice.Margin, choice.GateBound,
            record.Outcome, choice.Reason, record.Verdict, record.NoOpRun, record.InnerUpdates, record.ActionsInWindow);
        for (int i = 0; i < record.Candidates.Count; i++) WriteCandidate(record, i);
        foreach (var row in record.Rows)
            Row(ledger, inputs.Sequence, row.Entry, row.Before, row.Rho, row.Gain, row.Penalty, row.Maintenance, row.ActionCost, row.After);
        foreach (var row in record.Bets)
        {
            string skill = row.Skill < 0 ? "" : Id(row.Skill);
            Row(bets, inputs.Sequence, row.Entry, row.Account, _sources.NameOf(row.Source), row.Bet, skill,
                row.Before, row.Added, row.Taken, row.After, row.Debt, row.Staked, row.Saved, row.Harm, row.Uncovered);
        }

        if (choice.Chosen > 0) WriteAction(record);
    }

    private void WriteCandidate(DecisionRecord record, int index)
    {
        ref readonly var candidate = ref record.Candidates[index];
        Span<object> cells = new object[11 + ScoreTerms.Count];
        object[] head =
        [
            record.Inputs.Sequence, index, candidate.Kind, Coming(candidate), Leaving(record, candidate),
            record.Total(index), record.Advantage(index),
            candidate.Cost, candidate.IsAffordable, candidate.Ineligibility,
            candidate.HeldBy.ToString().Replace(", ", "+", StringComparison.Ordinal),
        ];
        head.CopyTo(cells);
        for (int term = 0; term < ScoreTerms.Count; term++) cells[head.Length + term] = candidate.Terms[term];
        Row(candidates, cells);
    }

    /// <summary>An action waits for what it was measured to do; a load that is never measured keeps its last cells empty.</summary>
    private void WriteAction(DecisionRecord record)
    {
        ref readonly var chosen = ref record.Candidates[record.Choice.Chosen];
        var row = new StringWriter(CultureInfo.InvariantCulture);
        Row(row, record.Inputs.Sequence, record.Inputs.NowNs, chosen.Kind, Coming(chosen),
            Leaving(record, chosen), record.Outcome, record.Verdict,
            record.Receipt?.Status.ToString() ?? "", chosen.Cost, record.Advantage(record.Choice.Chosen),
            chosen.First < 0 ? "" : catalog.Skills[chosen.First].Id.Name);
        string text = row.ToString().TrimEnd('\n');
        bool isMeasuredLater = record.Outcome == OutcomeCode.Acted && chosen.ComingCount > 0;
        if (isMeasuredLater) _open[(record.Inputs.Sequence, chosen.First)] = text;
        else actions.Write(text + ",,,,\n");
    }

    private void WriteOutcome(in Teleo.Controller.Domain.Realisation outcome)
    {
        if (!_open.Remove((outcome.DecisionId, outcome.Skill), out string? row)) return;
        actions.Write(row + ",");
        Row(actions, outcome.TimeNs, outcome.Succeeded, outcome.PredictedSeconds, outcome.RealisedSeconds);
    }

    private string Named(DecisionRecord record, int index) => Explanation.Name(record.Candidates[index], record.Candidates, catalog);

    private string Coming(in Candidate candidate) =>
        candidate.Second >= 0 ? $"{Id(candidate.First)} {Id(candidate.Second)}" : candidate.First >= 0 ? Id(candidate.First) : "";

    private string Leaving(DecisionRecord record, in Candidate candidate) =>
        string.Join(' ', record.Candidates.Leaving(candidate).ToArray().Select(skill => Id(skill)));

    private string Id(int skill) => catalog.Skills[skill].Id.Name;

    private static void Row(TextWriter table, params ReadOnlySpan<object> cells)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            if (i > 0) table.Write(',');
            table.Write(Cell(cells[i]));
        }

        table.Write('\n');
    }

    private static string Cell(object value)
    {
        string text = value switch
        {
            bool flag => flag ? "true" : "false",
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            Enum word => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(word.ToString()),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
        return text.AsSpan().ContainsAny(",\"\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
