using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;

namespace Teleo.Controller.Tracing;

/// <summary>
/// Follows a run from record to record: the counters, revisions, structure, outcome and account of a decision must follow from the record
/// before it, from the law, from the plant's counters and from the measured outcomes. docs/reference/TRACE.md lists what a file alone
/// cannot prove.
/// </summary>
internal sealed class RunAudit(TraceReader reader)
{
    private readonly bool _isSimulated = reader.Header.Run.TryGetValue("plant", out string? plant) && plant == "simulated";
    private readonly LedgerAudit _ledger = new(reader);
    private readonly BetAudit? _bets = reader.Header.Options.AccountCount() > 0 ? new(reader) : null;
    private readonly OutcomeAudit _outcomes = new(reader);
    private readonly Queue<long> _accepted = new();
    private long _sequence = -1, _noOpRun, _moves, _adaptation, _structure, _timeNs = long.MinValue;
    private ulong _structureId;

    /// <summary>The first decision of the trace; above 0 where the controller had run before.</summary>
    public long First { get; private set; } = -1;

    public void Outcome()
    {
        if (_isSimulated) _outcomes.Note();
    }

    public void Decision()
    {
        var record = reader.Record;
        if (First < 0) Begin(record);
        Order(record.Inputs);
        if (_isSimulated) _outcomes.Check();
        _ledger.Check(_isSimulated);
        _bets?.Check();
        Settlement(record);
        Counters(record);
        if (_isSimulated) _outcomes.Expect();
    }

    public void End()
    {
        if (_isSimulated && First >= 0) _outcomes.End();
    }

    private void Begin(DecisionRecord record)
    {
        First = record.Inputs.Sequence;
        if (First == 0) return;
        _sequence = First - 1;
        _moves = record.Inputs.MovesMade;
        _noOpRun = record.NoOpRun - (record.Choice.Chosen == 0 ? 1 : 0);
        _adaptation = record.Revisions.Adaptation - record.InnerUpdates;
    }

    private void Order(DecisionInputs inputs)
    {
        Same(inputs.Sequence, _sequence + 1, "id", TraceFault.OutOfOrder);
        if (_isSimulated && inputs.NowNs < _timeNs)
            throw Wrong(TraceFault.OutOfOrder, "t", $"time goes back from {_timeNs} to {inputs.NowNs}");
        _sequence = inputs.Sequence;
        _timeNs = Math.Max(_timeNs, inputs.NowNs);
    }

    /// <summary>Checks that the outcome of a decision follows from its choice, the guard's verdict and the plant's answer.</summary>
    private void Settlement(DecisionRecord record)
    {
        if (record.Choice.Chosen == 0)
        {
            if (record.Receipt is not null || record.Verdict != GuardVerdict.None) throw Wrong(
                TraceFault.NotReproduced, "receipt", "a no-op has no receipt and no verdict");
            Same(record.Outcome, record.Choice.Outcome, "outcome");
            return;
        }

        if (record.Receipt is not { } receipt) throw Wrong(TraceFault.NotReproduced, "receipt", "an action has no receipt");
        if (record.Verdict != GuardVerdict.None) Same(receipt.Status, CommandStatus.RefusedByGuard, "receipt");
        Same(record.Outcome, Outcomes.Of(new Settlement(record.Action, record.Verdict, receipt)), "outcome");
    }

    /// <summary>Checks that counters continue from the previous record.</summary>
    private void Counters(DecisionRecord record)
    {
        var inputs = record.Inputs;
        Same(inputs.MovesMade, _moves, "movesMade");
        Same(record.NoOpRun, record.Choice.Chosen == 0 ? _noOpRun + 1 : 0, "noOpRun");
        Same(record.Revisions.Trajectory, inputs.Sequence, "revisions.trajectory");
        Same(record.InnerUpdates, record.Revisions.Adaptation - _adaptation, "innerUpdates");
        if (First == 0 || inputs.Sequence > First) Structure(record);
        if (record.Outcome == OutcomeCode.Acted)
        {
            _moves++;
            _accepted.Enqueue(inputs.Sequence);
        }

        while (_accepted.TryPeek(out long oldest) && oldest <= inputs.Sequence - DecisionRecord.ActionWindow) _accepted.Dequeue();
        if (First == 0 || inputs.Sequence >= First + DecisionRecord.ActionWindow) Same(
            record.ActionsInWindow, _accepted.Count, "actionsInWindow");
        (_noOpRun, _adaptation, _structure, _structureId) = (
            record.NoOpRun, record.Revisions.Adaptation, record.Revisions.Structure, record.StructureId);
    }

    private void Structure(DecisionRecord record)
    {
        Same(record.StructureId, Learning.Structure.IdOf(record.Inputs.View(reader.Header.Catalog)), "structure");
        if (record.Inputs.Sequence == 0) return;
        bool isNew = record.StructureId != _structureId;
        Same(record.Revisions.Structure, isNew ? _structure + 1 : _structure, "revisions.structure");
        if (isNew) Same(record.ParentStructureId, _structureId, "parent");
    }

    private void Same<T>(T recorded, T follows, string field, TraceFault fault = TraceFault.NotReproduced)
    {
        if (!EqualityComparer<T>.Default.Equals(recorded, follows)) throw Wrong(
            fault, field, $"{recorded} is recorded, but {follows} follows from the lines before");
    }

    private TraceException Wrong(TraceFault fault, string field, string message) => new(fault, reader.LineNumber, field, message);
}
