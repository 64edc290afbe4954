using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Tests.Domain;

/// <summary>What holds after every decision, whatever the plant does. The one list that fuzzing and scenarios share.</summary>
internal sealed class Invariants(ControllerOptions options)
{
    private double _balance = options.AccountCount() == 0 ? options.Ledger.Initial : options.AccountCount() * options.Foresight.EndowmentSeconds;
    private long _adaptation = -1;
    private long _structure = -1;
    private long _noOpRun;

    public long Checked { get; private set; }

    public void Check(DecisionRecord record)
    {
        Checked++;
        CheckCandidates(record);
        CheckChoice(record);
        CheckOutcome(record);
        CheckLedger(record);
        Assert.True(record.Revisions.Adaptation >= _adaptation && record.Revisions.Structure >= _structure, "a revision went back");
        (_adaptation, _structure) = (record.Revisions.Adaptation, record.Revisions.Structure);
        Assert.Equal(record.Choice.Chosen == 0 ? _noOpRun + 1 : 0, record.NoOpRun);
        _noOpRun = record.NoOpRun;
    }

    private static void CheckCandidates(DecisionRecord record)
    {
        var candidates = record.Candidates;
        Assert.Equal(ActionKind.NoOp, candidates[0].Kind);
        Assert.True(double.IsFinite(record.Total(0)), "the no-op has no score");
        for (int i = 0; i < candidates.Count; i++)
        {
            ref readonly var candidate = ref candidates[i];
            Assert.True(candidate.Cost >= 0, "a negative cost");
            Assert.True(!candidate.IsEligible || double.IsFinite(record.Total(i)), "an eligible candidate has no score");
            bool comesAndGoes = candidate.ComingCount > 0 && candidates.Leaving(candidate).Contains(candidate.First);
            Assert.False(comesAndGoes, "a skill comes and leaves in one action");
        }
    }

    private void CheckChoice(DecisionRecord record)
    {
        var choice = record.Choice;
        ref readonly var chosen = ref record.Candidates[choice.Chosen];
        Assert.True(chosen.IsEligible && chosen.IsAffordable && chosen.HeldBy == Stabilisers.None, "the chosen may not be taken");
        Assert.Equal(choice.Chosen == 0, record.Action is ControlAction.NoOp);
        Assert.Equal(choice.Chosen == 0, choice.Reason != NoOpReason.None);
        if (choice.Chosen > 0) Assert.True(record.Advantage(choice.Chosen) > options.Selection.Margin, "an action that is not worth it");
    }

    private static void CheckOutcome(DecisionRecord record)
    {
        bool left = record.Receipt is { Status: CommandStatus.Accepted or CommandStatus.AlreadyApplied };
        Assert.Equal(left, record.Outcome == OutcomeCode.Acted);
        if (record.Verdict != GuardVerdict.None) Assert.Equal(CommandStatus.RefusedByGuard, record.Receipt!.Value.Status);
        if (record.Choice.Chosen == 0) Assert.Null(record.Receipt);
    }

    private void CheckLedger(DecisionRecord record)
    {
        var ledger = options.ForLedger();
        bool pays = options.AccountCount() == 0 || record.Candidates[record.Choice.Chosen].Cost > 0;
        foreach (var row in record.Rows)
        {
            Assert.Equal(_balance, row.Before);
            Assert.True(row.Balances(ledger.Minimum, ledger.Maximum), $"the law does not give {row}");
            Assert.InRange(row.After, ledger.Minimum, ledger.Maximum);
            if (row.Entry == LedgerEntry.Action) Assert.Equal(record.Candidates[record.Choice.Chosen].Cost, row.ActionCost);
            _balance = row.After;
        }

        Assert.Equal(_balance, record.Balance);
        Assert.Equal(record.Outcome == OutcomeCode.Acted && pays, record.Rows.Any(row => row.Entry == LedgerEntry.Action));
    }
}
