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
        Named(ref reader, "id"u8);
        inputs.Sequence = reader.NextInt64();
        Member(ref reader, "t"u8);
        inputs.NowNs = reader.NextInt64();
        Member(ref reader, "trigger"u8);
        inputs.Trigger = reader.NextWord<PolicyEvents>();
        Member(ref reader, "skill"u8);
        inputs.TriggerSkill = reader.NextIndex(catalog.Count, orNone: true);
        Member(ref reader, "revisions"u8);
        reader.Next(JsonTokenType.StartArray);
        record.Revisions = new(reader.NextInt64(), reader.NextInt64(), reader.NextInt64(), reader.NextInt64());
        reader.Next(JsonTokenType.EndArray);
        Member(ref reader, "structure"u8);
        record.StructureId = reader.NextHex();
        Member(ref reader, "parent"u8);
        record.ParentStructureId = reader.NextHex();
        Member(ref reader, "cause"u8);
        record.StructureCause = reader.NextInt64();
    }

    private void ReadPool(ref Utf8JsonReader reader, DecisionInputs inputs)
    {
        Member(ref reader, "pool"u8);
        reader.Next(JsonTokenType.StartObject);
        Member(ref reader, "revision"u8);
        inputs.PoolRevision = reader.NextInt64();
        inputs.Capacity = MemberLanes(ref reader, "capacity"u8);
        inputs.Used = MemberLanes(ref reader, "used"u8);
        inputs.Reserved = MemberLanes(ref reader, "reserved"u8);
        Member(ref reader, "freeLoaders"u8);
        inputs.FreeLoaders = reader.NextInt32();
        Member(ref reader, "resource"u8);
        inputs.Resource = reader.NextReal();
        Member(ref reader, "phase"u8);
        inputs.Phase = reader.NextWord<LedgerPhase>();
        Member(ref reader, "movesMade"u8);
        inputs.MovesMade = reader.NextInt64();
        if (format != TraceHeader.FirstFormat)
        {
            Member(ref reader, "idleAge"u8);
            inputs.IdleAgeSeconds = reader.NextReal();
        }

        if (inputs.Accounts.Length > 0) ReadAccounts(ref reader, inputs.Accounts);
        reader.Next(JsonTokenType.EndObject);
    }

    private static void ReadAccounts(ref Utf8JsonReader reader, double[] accounts)
    {
        StartRows(ref reader, "accounts"u8);
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
        StartRows(ref reader, name);
        while (NextRow(ref reader, out int index))
        {
            var fields = new RowReader(reader);
            walk(ref rows[index], ref fields);
            reader = fields.End();
        }
    }

    private static void StartRows(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        Member(ref reader, name);
        reader.Next(JsonTokenType.StartArray);
    }

    /// <summary>Stands on the first field of the next row, if there is one.</summary>
    private bool NextRow(ref Utf8JsonReader reader, out int index)
    {
        index = -1;
        if (!reader.NextElement()) return false;
        reader.Expect(JsonTokenType.StartObject);
        Member(ref reader, "i"u8);
        index = reader.NextIndex(catalog.Count);
        reader.Read();
        return true;
    }

    private void ReadCandidates(ref Utf8JsonReader reader, CandidateSet candidates)
    {
        candidates.Clear();
        StartRows(ref reader, "candidates"u8);
        var stay = default(ScoreTerms);
        while (reader.NextElement())
        {
            reader.Expect(JsonTokenType.StartObject);
            ReadCandidate(ref reader, candidates, stay);
            if (candidates.Count == 1) stay = candidates[0].Terms;
        }

        if (candidates.Count == 0 || candidates[0].Kind != ActionKind.NoOp) throw new JsonException("the first candidate is not the no-op");
        StartRows(ref reader, "pruned"u8);
        for (int i = 0; i < candidates.Pruned.Length; i++) candidates.Pruned[i] = reader.NextInt32();
        reader.Next(JsonTokenType.EndArray);
    }

    private void ReadCandidate(ref Utf8JsonReader reader, CandidateSet candidates, in ScoreTerms stay)
    {
        Member(ref reader, "do"u8);
        candidates.Add(reader.NextWord<ActionKind>());
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
        Member(ref reader, "choice"u8);
        reader.Next(JsonTokenType.StartObject);
        var choice = default(Choice);
        Member(ref reader, "chosen"u8);
        choice.Chosen = reader.NextIndex(count);
        Member(ref reader, "runner"u8);
        choice.Runner = reader.NextIndex(count, orNone: true);
        Member(ref reader, "wanted"u8);
        choice.Wanted = reader.NextIndex(count, orNone: true);
        Member(ref reader, "margin"u8);
        choice.Margin = reader.NextReal();
        Member(ref reader, "gateBound"u8);
        choice.GateBound = reader.NextFlag();
        Member(ref reader, "outcome"u8);
        choice.Outcome = reader.NextWord<OutcomeCode>();
        Member(ref reader, "reason"u8);
        choice.Reason = reader.NextWord<NoOpReason>();
        reader.Next(JsonTokenType.EndObject);
        record.Choice = choice;
    }

    private static void ReadLedger(ref Utf8JsonReader reader, DecisionRecord record)
    {
        Member(ref reader, "balance"u8);
        record.Balance = reader.NextReal();
        record.Rows.Clear();
        StartRows(ref reader, "ledger"u8);
        while (reader.NextElement())
        {
            reader.Expect(JsonTokenType.StartObject);
            Member(ref reader, "entry"u8);
            var entry = reader.NextWord<LedgerEntry>();
            record.Rows.Add(new(
                entry,
                MemberReal(ref reader, "before"u8),
                MemberReal(ref reader, "rho"u8),
                MemberReal(ref reader, "gain"u8),
                MemberReal(ref reader, "penalty"u8),
                MemberReal(ref reader, "maintenance"u8),
                MemberReal(ref reader, "actionCost"u8),
                MemberReal(ref reader, "after"u8)));
            reader.Next(JsonTokenType.EndObject);
        }

        record.Bets.Clear();
        reader.NextName();
        if (reader.ValueTextEquals("bets"u8))
        {
            ReadBets(ref reader, record.Bets);
            reader.NextName();
        }

        Named(ref reader, "noOpRun"u8);
        record.NoOpRun = reader.NextInt64();
        Member(ref reader, "innerUpdates"u8);
        record.InnerUpdates = reader.NextInt64();
        Member(ref reader, "actionsInWindow"u8);
        record.ActionsInWindow = reader.NextInt32();
    }

    private static void ReadBets(ref Utf8JsonReader reader, List<AccountRow> bets)
    {
        reader.Next(JsonTokenType.StartArray);
        while (reader.NextElement())
        {
            reader.Expect(JsonTokenType.StartObject);
            Member(ref reader, "entry"u8);
            var entry = reader.NextWord<AccountEntry>();
            bets.Add(new(
                entry,
                MemberIndex(ref reader, "account"u8),
                MemberIndex(ref reader, "source"u8),
                MemberNumber(ref reader, "bet"u8),
                (int)MemberNumber(ref reader, "skill"u8),
                MemberReal(ref reader, "before"u8),
                MemberReal(ref reader, "added"u8),
                MemberReal(ref reader, "taken"u8),
                MemberReal(ref reader, "after"u8),
                MemberReal(ref reader, "debt"u8))
            {
                Staked = MemberReal(ref reader, "staked"u8),
                Saved = MemberReal(ref reader, "saved"u8),
                Harm = MemberReal(ref reader, "harm"u8),
                Uncovered = MemberReal(ref reader, "uncovered"u8),
            });
            reader.Next(JsonTokenType.EndObject);
        }
    }

    private static int MemberIndex(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        Member(ref reader, name);
        return reader.NextIndex(short.MaxValue);
    }

    private static long MemberNumber(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        Member(ref reader, name);
        return reader.NextInt64();
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
            amount = MemberLanes(ref reader, "amount"u8);
            Member(ref reader, "untilNs"u8);
            until = reader.NextInt64();
            reader.Next(JsonTokenType.EndObject);
            reader.NextName();
        }

        record.Action = record.Candidates.ActionOf(chosen, amount, until);
        Named(ref reader, "guard"u8);
        record.Verdict = reader.NextWord<GuardVerdict>();
        record.Receipt = null;
        reader.NextName();
        if (reader.ValueTextEquals("receipt"u8))
        {
            record.Receipt = ReadReceipt(ref reader);
            reader.NextName();
        }

        Named(ref reader, "outcome"u8);
        record.Outcome = reader.NextWord<OutcomeCode>();
    }

    private static CommandReceipt ReadReceipt(ref Utf8JsonReader reader)
    {
        reader.Next(JsonTokenType.StartObject);
        Member(ref reader, "command"u8);
        ulong command = reader.NextHex();
        Member(ref reader, "status"u8);
        var status = reader.NextWord<CommandStatus>();
        string? detail = null;
        while (reader.NextName())
        {
            Named(ref reader, "detail"u8);
            reader.Next(JsonTokenType.String);
            detail = reader.GetString();
        }

        return new(command, status, detail);
    }

    private static ResourceVector MemberLanes(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        Member(ref reader, name);
        reader.Read();
        return reader.ReadLanes();
    }

    private static double MemberReal(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        Member(ref reader, name);
        return reader.NextReal();
    }

    private static void Member(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!reader.Read()) throw new JsonException("the line ends too early");
        Named(ref reader, name);
    }

    private static void Named(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name)) return;
        string expected = System.Text.Encoding.ASCII.GetString(name);
        throw new JsonException(reader.TokenType == JsonTokenType.PropertyName
            ? $"'{expected}' is expected, '{reader.GetString()}' found"
            : $"'{expected}' is missing");
    }
}
