using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Tracing;

/// <summary>
/// Checks the ledger of a run against the rest of its trace: gains and penalties against the completions that the plant counted, decay and
/// upkeep against elapsed time, payments against accepted actions and their costs, and the balance that the gate read.
/// </summary>
internal sealed class LedgerAudit(TraceReader reader)
{
    /// <summary>Sums of rounded terms may differ in their last digits.</summary>
    private const double Rounding = 1e-9;

    private readonly ControllerOptions _options = reader.Header.Options;
    private readonly LedgerOptions _law = reader.Header.Options.Ledger;
    private readonly bool _isBankroll = reader.Header.Options.AccountCount() > 0;
    private readonly ResourceSignal _signal = new(reader.Header.Options.Coupling, reader.Header.Options.CouplingLag);
    private RandomStream _chance = new SeedTree(reader.Header.Streams.GetValueOrDefault("controller")).Stream("resource-signal");
    private double _balance = double.NaN, _judged;
    private long _completions = -1, _lastNs, _revision = -1;
    private bool _isFirst = true, _fromStart;

    public void Check(bool isSimulated)
    {
        var record = reader.Record;
        if (_isFirst) Begin(record.Inputs);
        if (record.Rows.Count > 0) GoesOn(record.Rows[0]);
        double gateReads = _balance;
        int payments = 0;
        for (int i = 0; i < record.Rows.Count; i++)
        {
            var row = record.Rows[i];
            Row(row, i, isSimulated);
            if (row.Entry != LedgerEntry.Action)
            {
                gateReads = row.After;
                continue;
            }

            payments++;
            Payment(row, i);
        }

        if (_options.Coupling != Coupling.Off) Complete(record, payments);
        if (!_isBankroll) Gate(gateReads);
        Revision(record);
        (_completions, _lastNs, _isFirst) = (CompletionsIn(record.Inputs), Math.Max(_lastNs, record.Inputs.NowNs), false);
    }

    private void Begin(DecisionInputs inputs)
    {
        _fromStart = inputs.Sequence == 0;
        if (_fromStart) (_balance, _revision, _completions) = (_isBankroll ? double.NaN : _law.Initial, 0, 0);
    }

    private void GoesOn(in LedgerRow first)
    {
        if (!_isBankroll && !double.IsNaN(_balance) && !first.Before.Equals(_balance))
            throw Wrong("ledger[0].before", $"{first.Before:R} is not where the account stood, {_balance:R}");
        if (_options.Coupling == Coupling.Off) throw Wrong("ledger", "a controller without a resource books nothing");
    }

    private void Payment(in LedgerRow row, int i)
    {
        double cost = ChosenCost(reader.Record);
        bool isPaid = _isBankroll ? row.ActionCost <= cost : row.ActionCost.Equals(cost);   // a bet is at most what its account holds
        if (!isPaid) throw Wrong($"ledger[{i}].actionCost", $"{row.ActionCost:R} is not the cost of the chosen candidate, {cost:R}");
    }

    /// <summary>Checks that the rows begin with the accrual, and that one pays for an action that costs something.</summary>
    private void Complete(DecisionRecord record, int payments)
    {
        bool isPriced = !_isBankroll || ChosenCost(record) > 0;
        int owed = record.Outcome == OutcomeCode.Acted && isPriced ? 1 : 0;
        if (payments != owed) throw Wrong("ledger", $"{payments} rows pay for an action where {owed} should");
        if (record.Rows.Count == 0 || record.Rows[0].Entry != LedgerEntry.Accrual)
            throw Wrong("ledger", "the accrual before the decision is missing");
    }

    private static double ChosenCost(DecisionRecord record) => record.Candidates[record.Choice.Chosen].Cost;

    private void Row(in LedgerRow row, int i, bool isSimulated)
    {
        _balance = row.After;
        switch (row.Entry)
        {
            case LedgerEntry.Accrual:
                if (!_isBankroll) Accrual(row, i, isSimulated);
                break;
            case LedgerEntry.Action:
                bool isPayment = row is { Rho: 1, Gain: 0, Penalty: 0, Maintenance: 0 };
                if (!isPayment) throw Wrong($"ledger[{i}]", "a payment books more than its cost");
                break;
            case LedgerEntry.Succession:
                if (_law.AtFloor != FloorRule.Successor || row.Before > _law.Minimum || !row.After.Equals(_law.Initial))
                    throw Wrong($"ledger[{i}]", "the rule at the floor begins no successor here");
                break;
            case LedgerEntry.Restore:
                if (_law.AtFloor != FloorRule.CheckpointRestore || row.Before > _law.Minimum) throw Wrong(
                    $"ledger[{i}]", "the rule at the floor restores nothing here");
                break;
        }
    }

    private void Accrual(in LedgerRow row, int i, bool isSimulated)
    {
        var inputs = reader.Record.Inputs;
        if (row.ActionCost != 0) throw Wrong($"ledger[{i}].actionCost", "an accrual pays for no action");
        if (row.Gain < 0 || row.Penalty < 0 || row.Maintenance < 0) throw Wrong($"ledger[{i}]", "a term is negative");
        double saturation = _law.SaturatingGain ? Math.Max(0, 1 - row.Before / _law.Maximum) : 1;
        double outcomes = Part(row.Gain, _law.GainPerCorrect * saturation, i, "gain")
            + Part(row.Penalty, _law.PenaltyPerWrong, i, "penalty");
        if (_isFirst && !_fromStart) return;
        double elapsed = Math.Max(0, inputs.NowNs - _lastNs) * 1e-9;
        if (row.Maintenance > 2 * _law.MaintenancePerShareSecond * elapsed + Rounding)
            throw Wrong($"ledger[{i}].maintenance", $"{row.Maintenance:R} is more than {elapsed} s cost");
        bool isEachBooked = saturation > 0 && _law.GainPerCorrect > 0 && _law.PenaltyPerWrong > 0;
        Booked(outcomes, CompletionsIn(inputs) - _completions, i, isExact: isSimulated && isEachBooked);
        double rho = Decay.Left(elapsed, _law.HalfLifeSeconds);
        if (isSimulated && !_isFirst && Math.Abs(row.Rho - rho) > Rounding)
            throw Wrong($"ledger[{i}].rho", $"{row.Rho:R} is not what {elapsed} s leave, {rho:R}");
    }

    /// <summary>Checks the outcomes booked against those that the plant counted: never more of them, and as many where it is exact.</summary>
    private void Booked(double outcomes, long completed, int i, bool isExact)
    {
        double rounding = Rounding * (1 + completed);
        _judged += outcomes - completed;
        if (_judged > rounding + Rounding) throw Wrong($"ledger[{i}].gain", Difference());
        if (isExact && Math.Abs(outcomes - completed) > rounding) throw Wrong($"ledger[{i}].penalty", Difference());

        string Difference() => $"{outcomes:0.######} outcomes are booked and the plant counted {completed}";
    }

    /// <summary>Returns the number of outcomes in an amount.</summary>
    private double Part(double amount, double each, int i, string field)
    {
        if (each > 0) return amount / each;
        return amount == 0 ? 0 : throw Wrong($"ledger[{i}].{field}", $"{amount:R} is booked where the law books none");
    }

    private void Gate(double balance)
    {
        if (double.IsNaN(balance) || (!_fromStart && _options.Coupling is not (Coupling.Full or Coupling.Off or Coupling.GateOpen))) return;
        int waiting = 0;
        if (_options.Coupling == Coupling.LoadShuffled)
            foreach (ref readonly var skill in reader.Record.Inputs.Skills.AsSpan()) waiting += skill.Queued;
        double reads = _signal.Read(balance, waiting, ref _chance);
        bool isDrawn = _options.Coupling is Coupling.Shuffled or Coupling.LoadShuffled;
        if (isDrawn && !reader.Header.Streams.ContainsKey("controller")) return;
        double recorded = reader.Record.Inputs.Resource;
        if (!recorded.Equals(reads)) throw Wrong("pool.resource", $"the gate read {recorded:R}, and the ledger gives {reads:R}");
    }

    private void Revision(DecisionRecord record)
    {
        if (!_isBankroll && _revision >= 0 && record.Revisions.Resource < _revision + record.Rows.Count)
            throw Wrong("revisions.resource", $"{record.Revisions.Resource} counts fewer rows than there are");
        _revision = record.Revisions.Resource;
    }

    private static long CompletionsIn(DecisionInputs inputs)
    {
        long completions = 0;
        foreach (ref readonly var skill in inputs.Skills.AsSpan()) completions += skill.Completions;
        return completions;
    }

    private TraceException Wrong(string field, string message) => new(TraceFault.LedgerMismatch, reader.LineNumber, field, message);
}
