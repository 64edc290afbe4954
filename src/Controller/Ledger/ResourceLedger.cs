using Teleo.Controller.Domain;

namespace Teleo.Controller.Ledger;

/// <summary>
/// E, the endogenous resource: a bounded account in credits that outcomes fill, upkeep and time drain, and structural
/// actions are paid from. Every change is a row that the law recomputes exactly.
/// </summary>
/// <remarks>
/// The fast loop only adds to what is pending, which allocates nothing; <see cref="Accrue"/> books it all as one row when
/// the slow loop looks. An accepted action is booked at once by <see cref="Spend"/>, so that the next one sees it spent.
/// </remarks>
public sealed class ResourceLedger(LedgerOptions options)
{
    private double _gain;
    private double _penalty;
    private double _maintenance;
    private double _elapsedSeconds;
    private double _sinceCheckpointSeconds;
    private double _checkpoint = options.Initial;

    public LedgerOptions Options => options;

    /// <summary>The present resource, without pending changes.</summary>
    public double Balance { get; private set; } = options.Initial;

    public LedgerPhase Phase { get; private set; }

    /// <summary>Number of successors and restored checkpoints.</summary>
    public int Generation { get; private set; }
    public int Restores { get; private set; }

    /// <summary>Rows written.</summary>
    public long Revision { get; private set; }

    /// <summary>Notes the outcome of one request: <paramref name="worth"/> is the share of it that was right and in time.</summary>
    public void Earn(double worth)
    {
        if (double.IsNaN(worth)) return;
        worth = Math.Clamp(worth, 0, 1);
        _gain += options.GainPerCorrect * worth;
        _penalty += options.PenaltyPerWrong * (1 - worth);
    }

    /// <summary>Notes time passing with this share of the tightest lane in use.</summary>
    public void Pass(double seconds, double usedShare)
    {
        if (!(seconds > 0)) return;
        _elapsedSeconds += seconds;
        if (usedShare > 0) _maintenance += options.MaintenancePerShareSecond * usedShare * seconds;
    }

    /// <summary>Books everything pending as one row.</summary>
    public LedgerRow Accrue()
    {
        double gain = options.SaturatingGain ? _gain * Math.Max(0, 1 - Balance / options.Maximum) : _gain;
        double rho = Decay.Left(_elapsedSeconds, options.HalfLifeSeconds);
        var row = Change(LedgerEntry.Accrual, rho, gain, _penalty, _maintenance, 0);
        _sinceCheckpointSeconds += _elapsedSeconds;
        (_gain, _penalty, _maintenance, _elapsedSeconds) = (0, 0, 0, 0);
        return row;
    }

    /// <summary>Pays for one accepted action.</summary>
    public LedgerRow Spend(double credits) => Change(LedgerEntry.Action, 1, 0, 0, 0, credits);

    /// <summary>
    /// Lets the rule at the floor act after an accrual. Gives the row where it set the resource, and null where it changed
    /// at most the phase.
    /// </summary>
    public LedgerRow? ApplyFloorRule()
    {
        bool atFloor = Balance <= options.Minimum;
        switch (options.AtFloor)
        {
            case FloorRule.Dormancy:
                if (atFloor) Phase = LedgerPhase.Dormant;
                else if (Balance >= options.WakeAt) Phase = LedgerPhase.Awake;
                return null;
            case FloorRule.Terminate:
                if (atFloor) Phase = LedgerPhase.Terminated;
                return null;
            case FloorRule.CheckpointRestore when atFloor:
                Restores++;
                return Set(LedgerEntry.Restore, _checkpoint);
            case FloorRule.CheckpointRestore when _sinceCheckpointSeconds >= options.CheckpointSeconds:
                _sinceCheckpointSeconds = 0;
                _checkpoint = Balance;
                return null;
            case FloorRule.Successor when atFloor:
                Generation++;
                return Set(LedgerEntry.Succession, options.Initial);
            default:
                return null;
        }
    }

    /// <summary>Sets the balance from outside, within its limits, and drops pending changes.</summary>
    internal void SetBalance(double credits)
    {
        Balance = Math.Clamp(credits, options.Minimum, options.Maximum);
        (_gain, _penalty, _maintenance, _elapsedSeconds) = (0, 0, 0, 0);
    }

    internal void Visit(StateFields fields)
    {
        double balance = Balance;
        var phase = Phase;
        int generation = Generation, restores = Restores;
        long revision = Revision;
        fields.Number(ref balance);
        fields.Require(balance >= options.Minimum && balance <= options.Maximum, "a balance within its bounds");
        fields.Word(ref phase);
        fields.Number(ref generation);
        fields.Number(ref restores);
        fields.Count(ref revision);
        fields.Amount(ref _gain);
        fields.Amount(ref _penalty);
        fields.Amount(ref _maintenance);
        fields.Amount(ref _elapsedSeconds);
        fields.Amount(ref _sinceCheckpointSeconds);
        fields.Number(ref _checkpoint);
        fields.Require(_checkpoint >= options.Minimum && _checkpoint <= options.Maximum, "a checkpoint within its bounds");
        (Balance, Phase, Generation, Restores, Revision) = (balance, phase, generation, restores, revision);
    }

    private LedgerRow Change(LedgerEntry entry, double rho, double gain, double penalty, double maintenance, double cost)
    {
        double before = Balance;
        Balance = ResourceLaw.Next(before, rho, gain, penalty, maintenance, cost, options.Minimum, options.Maximum);
        Revision++;
        return new(entry, before, rho, gain, penalty, maintenance, cost, Balance);
    }

    private LedgerRow Set(LedgerEntry entry, double balance)
    {
        double before = Balance;
        Balance = balance;
        Revision++;
        return new(entry, before, 1, 0, 0, 0, 0, balance);
    }
}
