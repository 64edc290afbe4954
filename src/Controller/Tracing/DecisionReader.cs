using System.Text.Json;
using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Learning;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Tracing;

/// <summary>
/// Reads one decision from its members, which must have the order in which they are written. Rows of skills are kept from decision to
/// decision, because the trace has only their changes.
/// </summary>
internal sealed class DecisionReader(Catalog catalog, string format)
{
    /// <summary>The times at which each skill was last moved; the record has the time since then.</summary>
    private readonly SkillMoves[] _moves = new SkillMoves[catalog.Count];

    /// <summary>Fills the record; the reader is at the name <c>id</c>, and afterwards at the member after the decision.</summary>
    public void Read(ref Utf8JsonReader reader, DecisionRecord record, in ScoreTerms weights)
    {
        record.Weights = weights;
        ReadCause(ref reader, record);
        ReadPool(ref reader, record.Inputs);
        ReadRows(ref reader, record.Inputs);
        ReadCandidates(ref reader, record.Candidates);
        ReadChoice(ref reader, record);
        ReadLedger(ref reader, record);
        ReadSettlement(ref reader, record);
    }

    private void ReadCause(ref Utf8JsonReader reader, DecisionRecord record)
    {
        var inputs = record.Inputs;
        inputs.Sequence = reader.Named("id"u8).NextInt64();
        inputs.NowNs = reader.Member("t"u8).NextInt64();
        inputs.Trigger = reader.Member("trigger"u8).NextWord<PolicyEvents>();
        inputs.TriggerSkill = reader.Member("skill"u8).NextIndex(catalog.Count, orNone: true);
        reader.Member("revisions"u8).Next(JsonTokenType.StartArray);
        record.Revisions = new(reader.NextInt64(), reader.NextInt64(), reader.NextInt64(), reader.NextInt64());
        reader.Next(JsonTokenType.EndArray);
        record.StructureId = reader.Member("structure"u8).NextHex();
        record.ParentStructureId = reader.Member("parent"u8).NextHex();
        record.StructureCause = reader.Member("cause"u8).NextInt64();
    }

    private void ReadPool(ref Utf8JsonReader reader, DecisionInputs inputs)
    {
        reader.Member("pool"u8).Next(JsonTokenType.StartObject);
        inputs.PoolRevision = reader.Member("revision"u8).NextInt64();
        inputs.Capacity = reader.Member("capacity"u8).NextLanes();
        inputs.Used = reader.Member("used"u8).NextLanes();
        inputs.Reserved = reader.Member("reserved"u8).NextLanes();
        inputs.FreeLoaders = reader.Member("freeLoaders"u8).NextInt32();
        inputs.Resource = reader.Member("resource"u8).NextReal();
        inputs.Phase = reader.Member("phase"u8).NextWord<LedgerPhase>();
        inputs.MovesMade = reader.Member("movesMade"u8).NextInt64();
        if (format != TraceHeader.FirstFormat)
        {
            inputs.IdleAgeSeconds = reader.Member("idleAge"u8).NextReal();
        }

        if (inputs.Accounts.Length > 0) ReadAccounts(ref reader, inputs.Accounts);
        reader.Next(JsonTokenType.EndObject);
    }

    private static void ReadAccounts(ref Utf8JsonReader reader, double[] accounts)
    {
        reader.Member("accounts"u8).Next(JsonTokenType.StartArray);
        for (int i = 0; i < accounts.Length; i++) accounts[i] = reader.NextReal();
        reader.Next(JsonTokenType.EndArray);
    }

    private void ReadRows(ref Utf8JsonReader reader, DecisionInputs inputs)
    {
        ReadRows(ref reader, "skills"u8, inputs.Skills, RowFields.Visit);
        ReadRows(ref reader, "estimates"u8, inputs.Estimates, RowFields.Visit);
        ReadRows(ref reader, "moves"u8, _moves, RowFields.Visit);
        for (int i = 0; i < _moves.Length; i++) inputs.Moves[i] = _moves[i].Turned(inputs.NowNs);
    }

    private delegate void Walk<T>(ref T row, ref RowReader fields);

    private void ReadRows<T>(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, T[] rows, Walk<T> walk)
    {
        reader.Member(name).Next(JsonTokenType.StartArray);
        while (NextRow(ref reader, out int index))
        {
            var fields = new RowReader(reader);
            walk(ref rows[index], ref fields);
            reader = fields.End();
        }
    }

    /// <summary>Stands on the first field of the next row, if there is one.</summary>
    private bool NextRow(ref Utf8JsonReader reader, out int index)
    {
        index = -1;
        if (!reader.NextElement()) return false;
        reader.Expect(JsonTokenType.StartObject);
        index = reader.Member("i"u8).NextIndex(catalog.Count);
        reader.Read();
        return true;
    }

    private void ReadCandidates(ref Utf8JsonReader reader, CandidateSet candidates)
    {
        candidates.Clear();
        reader.Member("candidates"u8).Next(JsonTokenType.StartArray);
        var stay = default(ScoreTerms);
        while (reader.NextElement())
        {
            reader.Expect(JsonTokenType.StartObject);
            ReadCandidate(ref reader, candidates, stay);
            if (candidates.Count == 1) stay = candidates[0].Terms;
        }

        if (candidates.Count == 0 || candidates[0].Kind != ActionKind.NoOp) throw new JsonException("the first candidate is not the no-op");
        reader.Member("pruned"u8).Next(JsonTokenType.StartArray);
        for (int i = 0; i < candidates.Pruned.Length; i++) candidates.Pruned[i] = reader.NextInt32();
        reader.Next(JsonTokenType.EndArray);
    }

    private void ReadCandidate(ref Utf8JsonReader reader, CandidateSet candidates, in ScoreTerms stay)
    {
        candidates.Add(reader.Member("do"u8).NextWord<ActionKind>());
        int place = candidates.Count - 1;
        candidates[place].IsAffordable = true;
        candidates[place].Terms = stay;
        while (reader.NextName())
        {
            ref var candidate = ref candidates[place];
            if (reader.ValueTextEquals("a"u8)) candidate.First = (short)reader.NextIndex(catalog.Count);
            else if (reader.ValueTextEquals("b"u8)) candidate.Second = (short)reader.NextIndex(catalog.Count);
            else if (reader.ValueTextEquals("out"u8)) ReadLeaving(ref reader, candidates);
            else if (reader.ValueTextEquals("exact"u8)) candidate.LeavingIsExact = reader.NextFlag();
            else if (reader.ValueTextEquals("not"u8)) candidate.Ineligibility = reader.NextWord<Ineligibility>();
            else if (reader.ValueTextEquals("held"u8)) candidate.HeldBy = reader.NextWord<Stabilisers>();
            else if (reader.ValueTextEquals("affordable"u8)) candidate.IsAffordable = reader.NextFlag();
            else if (reader.ValueTextEquals("source"u8)) candidate.Source = (short)reader.NextIndex(short.MaxValue);
            else if (reader.ValueTextEquals("cost"u8)) candidate.Cost = reader.NextReal();
            else ReadTerm(ref reader, ref candidate.Terms);
        }
    }

    private void ReadLeaving(ref Utf8JsonReader reader, CandidateSet candidates)
    {
        reader.Next(JsonTokenType.StartArray);
        while (reader.NextElement())
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out int skill) || (uint)skill >= (uint)catalog.Count)
                throw new JsonException("a skill that leaves is not in the catalog");
            candidates.AddLeaving(skill);
        }
    }

    private static void ReadTerm(ref Utf8JsonReader reader, ref ScoreTerms terms)
    {
        for (int i = 0; i < ScoreTerms.Count; i++)
        {
            if (!reader.ValueTextEquals(DecisionWriter.Terms[i].EncodedUtf8Bytes)) continue;
            terms[i] = reader.NextReal();
            return;
        }

        throw reader.Unknown();
    }

    private static void ReadChoice(ref Utf8JsonReader reader, DecisionRecord record)
    {
        int count = record.Candidates.Count;
        reader.Member("choice"u8).Next(JsonTokenType.StartObject);
        record.Choice = new()
        {
            Chosen = reader.Member("chosen"u8).NextIndex(count),
            Runner = reader.Member("runner"u8).NextIndex(count, orNone: true),
            Wanted = reader.Member("wanted"u8).NextIndex(count, orNone: true),
            Margin = reader.Member("margin"u8).NextReal(),
            GateBound = reader.Member("gateBound"u8).NextFlag(),
            Outcome = reader.Member("outcome"u8).NextWord<OutcomeCode>(),
            Reason = reader.Member("reason"u8).NextWord<NoOpReason>(),
        };
        reader.Next(JsonTokenType.EndObject);
    }

    private static void ReadLedger(ref Utf8JsonReader reader, DecisionRecord record)
    {
        record.Balance = reader.Member("balance"u8).NextReal();
        record.Rows.Clear();
        reader.Member("ledger"u8).Next(JsonTokenType.StartArray);
        while (reader.NextElement())
        {
            reader.Expect(JsonTokenType.StartObject);
            record.Rows.Add(new(
                reader.Member("entry"u8).NextWord<LedgerEntry>(),
                reader.Member("before"u8).NextReal(),
                reader.Member("rho"u8).NextReal(),
                reader.Member("gain"u8).NextReal(),
                reader.Member("penalty"u8).NextReal(),
                reader.Member("maintenance"u8).NextReal(),
                reader.Member("actionCost"u8).NextReal(),
                reader.Member("after"u8).NextReal()));
            reader.Next(JsonTokenType.EndObject);
        }

        record.Bets.Clear();
        reader.NextName();
        if (reader.ValueTextEquals("bets"u8))
        {
            ReadBets(ref reader, record.Bets);
            reader.NextName();
        }

        record.NoOpRun = reader.Named("noOpRun"u8).NextInt64();
        record.InnerUpdates = reader.Member("innerUpdates"u8).NextInt64();
        record.ActionsInWindow = reader.Member("actionsInWindow"u8).NextInt32();
    }

    private static void ReadBets(ref Utf8JsonReader reader, List<AccountRow> bets)
    {
        reader.Next(JsonTokenType.StartArray);
        while (reader.NextElement())
        {
            reader.Expect(JsonTokenType.StartObject);
            bets.Add(new(
                reader.Member("entry"u8).NextWord<AccountEntry>(),
                reader.Member("account"u8).NextIndex(short.MaxValue),
                reader.Member("source"u8).NextIndex(short.MaxValue),
                reader.Member("bet"u8).NextInt64(),
                (int)reader.Member("skill"u8).NextInt64(),
                reader.Member("before"u8).NextReal(),
                reader.Member("added"u8).NextReal(),
                reader.Member("taken"u8).NextReal(),
                reader.Member("after"u8).NextReal(),
                reader.Member("debt"u8).NextReal())
            {
                Staked = reader.Member("staked"u8).NextReal(),
                Saved = reader.Member("saved"u8).NextReal(),
                Harm = reader.Member("harm"u8).NextReal(),
                Uncovered = reader.Member("uncovered"u8).NextReal(),
            });
            reader.Next(JsonTokenType.EndObject);
        }
    }

    private static void ReadSettlement(ref Utf8JsonReader reader, DecisionRecord record)
    {
        ref readonly var chosen = ref record.Candidates[record.Choice.Chosen];
        var amount = default(ResourceVector);
        long until = 0;
        reader.NextName();
        if (reader.ValueTextEquals("reserve"u8))
        {
            reader.Next(JsonTokenType.StartObject);
            amount = reader.Member("amount"u8).NextLanes();
            until = reader.Member("untilNs"u8).NextInt64();
            reader.Next(JsonTokenType.EndObject);
            reader.NextName();
        }

        record.Action = record.Candidates.ActionOf(chosen, amount, until);
        record.Verdict = reader.Named("guard"u8).NextWord<GuardVerdict>();
        record.Receipt = null;
        reader.NextName();
        if (reader.ValueTextEquals("receipt"u8))
        {
            record.Receipt = ReadReceipt(ref reader);
            reader.NextName();
        }

        record.Outcome = reader.Named("outcome"u8).NextWord<OutcomeCode>();
    }

    private static CommandReceipt ReadReceipt(ref Utf8JsonReader reader)
    {
        reader.Next(JsonTokenType.StartObject);
        ulong command = reader.Member("command"u8).NextHex();
        var status = reader.Member("status"u8).NextWord<CommandStatus>();
        string? detail = null;
        while (reader.NextName())
        {
            reader.Named("detail"u8).Next(JsonTokenType.String);
            detail = reader.GetString();
        }

        return new(command, status, detail);
    }
}
