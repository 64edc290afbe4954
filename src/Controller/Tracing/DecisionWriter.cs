using System.Text.Json;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;

namespace Teleo.Controller.Tracing;

/// <summary>
/// Writes one decision as the members of a JSON object: inputs, candidates, choice and outcome. It writes only changed fields of skills,
/// and only terms of a candidate that differ from the no-op's.
/// </summary>
internal sealed class DecisionWriter(int skills)
{
    private static readonly JsonEncodedText[] TermNames =
        [.. Enum.GetNames<ScoreTerm>().Select(name => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(name)))];

    private readonly UInt128[] _states = new UInt128[skills * RowWriter.MostFields];
    private readonly UInt128[] _estimates = new UInt128[skills * RowWriter.MostFields];
    private readonly Teleo.Controller.Learning.SkillMoves[] _moved = new Teleo.Controller.Learning.SkillMoves[skills];
    private readonly UInt128[] _moves = new UInt128[skills * RowWriter.MostFields];

    public static ReadOnlySpan<JsonEncodedText> Terms => TermNames;

    public void Write(LineWriter json, DecisionRecord record)
    {
        var inputs = record.Inputs;
        json.WriteNumber("id"u8, inputs.Sequence);
        json.WriteNumber("t"u8, inputs.NowNs);
        WriteCause(json, record);
        WritePool(json, inputs);
        WriteRows(json, inputs);
        WriteCandidates(json, record.Candidates);
        WriteChoice(json, record.Choice);
        WriteLedger(json, record);
        WriteSettlement(json, record);
    }

    private static void WriteCause(LineWriter json, DecisionRecord record)
    {
        var inputs = record.Inputs;
        json.WriteString("trigger"u8, EnumNames<Teleo.Controller.Domain.PolicyEvents>.Of(inputs.Trigger));
        json.WriteNumber("skill"u8, inputs.TriggerSkill);
        json.WriteStartArray("revisions"u8);
        json.WriteNumberValue(record.Revisions.Structure);
        json.WriteNumberValue(record.Revisions.Adaptation);
        json.WriteNumberValue(record.Revisions.Resource);
        json.WriteNumberValue(record.Revisions.Trajectory);
        json.WriteEndArray();
        json.WriteHex("structure"u8, record.StructureId);
        json.WriteHex("parent"u8, record.ParentStructureId);
        json.WriteNumber("cause"u8, record.StructureCause);
    }

    private static void WritePool(LineWriter json, DecisionInputs inputs)
    {
        json.WriteStartObject("pool"u8);
        json.WriteNumber("revision"u8, inputs.PoolRevision);
        json.WritePropertyName("capacity"u8);
        json.WriteLanesValue(inputs.Capacity);
        json.WritePropertyName("used"u8);
        json.WriteLanesValue(inputs.Used);
        json.WritePropertyName("reserved"u8);
        json.WriteLanesValue(inputs.Reserved);
        json.WriteNumber("freeLoaders"u8, inputs.FreeLoaders);
        json.WriteReal("resource"u8, inputs.Resource);
        json.WriteString("phase"u8, EnumNames<Teleo.Controller.Ledger.LedgerPhase>.Of(inputs.Phase));
        json.WriteNumber("movesMade"u8, inputs.MovesMade);
        json.WriteReal("idleAge"u8, inputs.IdleAgeSeconds);
        if (inputs.Accounts.Length > 0)
        {
            json.WriteStartArray("accounts"u8);
            foreach (double seconds in inputs.Accounts) json.WriteRealValue(seconds);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void WriteRows(LineWriter json, DecisionInputs inputs)
    {
        for (int i = 0; i < skills; i++) _moved[i] = inputs.Moves[i].Turned(inputs.NowNs);
        WriteRows(json, "skills"u8, inputs.Skills, _states, RowFields.Visit);
        WriteRows(json, "estimates"u8, inputs.Estimates, _estimates, RowFields.Visit);
        WriteRows(json, "moves"u8, _moved, _moves, RowFields.Visit);
    }

    private delegate void Walk<T>(ref T row, ref RowWriter fields);

    private static void WriteRows<T>(LineWriter json, ReadOnlySpan<byte> name, T[] rows, UInt128[] before, Walk<T> walk)
    {
        json.WriteStartArray(name);
        for (int i = 0; i < rows.Length; i++)
        {
            var fields = new RowWriter(json, i, before.AsSpan(i * RowWriter.MostFields, RowWriter.MostFields));
            walk(ref rows[i], ref fields);
            fields.End();
        }

        json.WriteEndArray();
    }

    private static void WriteCandidates(LineWriter json, CandidateSet candidates)
    {
        json.WriteStartArray("candidates"u8);
        var none = default(ScoreTerms);
        for (int i = 0; i < candidates.Count; i++)
        {
            ref readonly var candidate = ref candidates[i];
            ref readonly var before = ref i == 0 ? ref none : ref candidates[0].Terms;
            json.WriteStartObject();
            WriteCandidate(json, candidates, candidate);
            WriteTerms(json, candidate.Terms, before);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("pruned"u8);
        foreach (int count in candidates.Pruned) json.WriteNumberValue(count);
        json.WriteEndArray();
    }

    private static void WriteCandidate(LineWriter json, CandidateSet candidates, in Candidate candidate)
    {
        json.WriteString("do"u8, EnumNames<ActionKind>.Of(candidate.Kind));
        if (candidate.First >= 0) json.WriteNumber("a"u8, candidate.First);
        if (candidate.Second >= 0) json.WriteNumber("b"u8, candidate.Second);
        if (candidate.LeavingCount > 0)
        {
            json.WriteStartArray("out"u8);
            foreach (short skill in candidates.Leaving(candidate)) json.WriteNumberValue(skill);
            json.WriteEndArray();
        }

        if (!candidate.LeavingIsExact) json.WriteBoolean("exact"u8, false);
        if (!candidate.IsEligible) json.WriteString("not"u8, EnumNames<Ineligibility>.Of(candidate.Ineligibility));
        if (candidate.HeldBy != Stabilisers.None) json.WriteString("held"u8, EnumNames<Stabilisers>.Of(candidate.HeldBy));
        if (!candidate.IsAffordable) json.WriteBoolean("affordable"u8, false);
        if (candidate.Source != 0) json.WriteNumber("source"u8, candidate.Source);
        if (candidate.Cost != 0) json.WriteReal("cost"u8, candidate.Cost);
    }

    /// <summary>Writes the terms that are not as those of doing nothing.</summary>
    private static void WriteTerms(LineWriter json, in ScoreTerms terms, in ScoreTerms before)
    {
        for (int term = 0; term < ScoreTerms.Count; term++)
            if (BitConverter.DoubleToInt64Bits(terms[term]) != BitConverter.DoubleToInt64Bits(before[term]))
                json.WriteReal(TermNames[term], terms[term]);
    }

    private static void WriteChoice(LineWriter json, in Choice choice)
    {
        json.WriteStartObject("choice"u8);
        json.WriteNumber("chosen"u8, choice.Chosen);
        json.WriteNumber("runner"u8, choice.Runner);
        json.WriteNumber("wanted"u8, choice.Wanted);
        json.WriteReal("margin"u8, choice.Margin);
        json.WriteBoolean("gateBound"u8, choice.GateBound);
        json.WriteString("outcome"u8, EnumNames<OutcomeCode>.Of(choice.Outcome));
        json.WriteString("reason"u8, EnumNames<NoOpReason>.Of(choice.Reason));
        json.WriteEndObject();
    }

    private static void WriteLedger(LineWriter json, DecisionRecord record)
    {
        json.WriteReal("balance"u8, record.Balance);
        json.WriteStartArray("ledger"u8);
        foreach (var row in record.Rows)
        {
            json.WriteStartObject();
            json.WriteString("entry"u8, EnumNames<Teleo.Controller.Ledger.LedgerEntry>.Of(row.Entry));
            json.WriteReal("before"u8, row.Before);
            json.WriteReal("rho"u8, row.Rho);
            json.WriteReal("gain"u8, row.Gain);
            json.WriteReal("penalty"u8, row.Penalty);
            json.WriteReal("maintenance"u8, row.Maintenance);
            json.WriteReal("actionCost"u8, row.ActionCost);
            json.WriteReal("after"u8, row.After);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (record.Bets.Count > 0) WriteBets(json, record.Bets);
        json.WriteNumber("noOpRun"u8, record.NoOpRun);
        json.WriteNumber("innerUpdates"u8, record.InnerUpdates);
        json.WriteNumber("actionsInWindow"u8, record.ActionsInWindow);
    }

    private static void WriteBets(LineWriter json, List<Ledger.AccountRow> bets)
    {
        json.WriteStartArray("bets"u8);
        foreach (var row in bets)
        {
            json.WriteStartObject();
            json.WriteString("entry"u8, EnumNames<Ledger.AccountEntry>.Of(row.Entry));
            json.WriteNumber("account"u8, row.Account);
            json.WriteNumber("source"u8, row.Source);
            json.WriteNumber("bet"u8, row.Bet);
            json.WriteNumber("skill"u8, row.Skill);
            json.WriteReal("before"u8, row.Before);
            json.WriteReal("added"u8, row.Added);
            json.WriteReal("taken"u8, row.Taken);
            json.WriteReal("after"u8, row.After);
            json.WriteReal("debt"u8, row.Debt);
            json.WriteReal("staked"u8, row.Staked);
            json.WriteReal("saved"u8, row.Saved);
            json.WriteReal("harm"u8, row.Harm);
            json.WriteReal("uncovered"u8, row.Uncovered);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The action follows from the chosen candidate, but for the amount and end of a reservation.</summary>
    private static void WriteSettlement(LineWriter json, DecisionRecord record)
    {
        if (record.Action is ControlAction.Reserve reserve)
        {
            json.WriteStartObject("reserve"u8);
            json.WritePropertyName("amount"u8);
            json.WriteLanesValue(reserve.Amount);
            json.WriteNumber("untilNs"u8, reserve.UntilNs);
            json.WriteEndObject();
        }

        json.WriteString("guard"u8, EnumNames<Guards.GuardVerdict>.Of(record.Verdict));
        if (record.Receipt is { } receipt)
        {
            json.WriteStartObject("receipt"u8);
            json.WriteHex("command"u8, receipt.CommandId);
            json.WriteString("status"u8, EnumNames<Teleo.Controller.Domain.CommandStatus>.Of(receipt.Status));
            if (receipt.Detail is not null) json.WriteText("detail"u8, receipt.Detail);
            json.WriteEndObject();
        }

        json.WriteString("outcome"u8, EnumNames<OutcomeCode>.Of(record.Outcome));
    }
}
