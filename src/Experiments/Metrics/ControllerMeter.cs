using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Learning;
using Teleo.Controller.Ledger;
using Teleo.Experiments.Phases;

namespace Teleo.Experiments.Metrics;

/// <summary>
/// Measures the commitments in the decisions of one run, from each decision record; no policy statement afterwards counts.
/// </summary>
/// <param name="readsPhases">Phases need every tick of the run in memory.</param>
internal sealed class ControllerMeter(LedgerOptions ledger, bool readsPhases = true)
{
    /// <summary>Decisions in a row without an action that make a stillness.</summary>
    public const int StillnessDecisions = 20;

    private long _wanted, _gateBound, _still, _stillInner, _run, _runInner, _runStartNs;
    private bool _runIsOwn, _runIsExternal;
    private double _energySum, _energySquares, _usedSum, _lastAfter = double.NaN;
    private Revisions _first;
    private readonly PhaseMeter? _phases = readsPhases ? new() : null;

    public long Decisions { get; private set; }

    public long ExternalNoOps { get; private set; }

    public long StabiliserNoOps { get; private set; }

    public long ResourceNoOps { get; private set; }

    /// <summary>Number of still periods, and of those explained fully or partly by each cause.</summary>
    public long Stillnesses { get; private set; }

    public long ExternalStillnesses { get; private set; }

    /// <summary>Share of stillnesses in which a limit from outside stood in the way; null without a stillness.</summary>
    public double? ExternalStopShare => RunReport.Ratio(ExternalStillnesses, Stillnesses);

    public double LongestFreezeSeconds { get; private set; }

    public long LedgerErrors { get; private set; }

    public long Successions { get; private set; }

    /// <summary>Decisions with the no-op first among the candidates and a finite total for every feasible candidate.</summary>
    public long Itemised { get; private set; }

    public long Candidates { get; private set; }

    public double Gain { get; private set; }

    public double ActionCost { get; private set; }

    public double Upkeep { get; private set; }

    public Revisions Last { get; private set; }

    public PhaseReading Phases { get; private set; } = new(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    public long AdaptationMoves => Last.Adaptation - _first.Adaptation;

    public long StructureMoves => Last.Structure - _first.Structure;

    public double EnergyMean => _energySum / Decisions;

    public double EnergySpread => Math.Sqrt(Math.Max(0, _energySquares / Decisions - EnergyMean * EnergyMean));

    public double UsedShare => _usedSum / Decisions;

    /// <summary>
    /// The share of decisions in which the resource forbade an action, among those in which an action would have been taken.
    /// </summary>
    public double GateBindingRate => _wanted == 0 ? 0 : (double)_gateBound / _wanted;

    /// <summary>Share of decisions inside a stillness that was the controller's own choice from end to end.</summary>
    public double FreezeShare => Decisions == 0 ? 0 : (double)_still / Decisions;

    /// <summary>Updates of the fast loop per decision within such stillnesses.</summary>
    public double InnerUpdatesInFreeze => _still == 0 ? 0 : (double)_stillInner / _still;

    public void Note(DecisionRecord record)
    {
        if (Decisions++ == 0)
        {
            _first = record.Revisions;
            _runStartNs = record.Inputs.NowNs;
        }

        _phases?.Note(record);
        Last = record.Revisions;
        Candidates += record.Candidates.Count;
        Itemised += IsItemised(record) ? 1 : 0;
        _energySum += record.Balance;
        _energySquares += record.Balance * record.Balance;
        _usedSum += (double)record.Inputs.Used.ResidentBytes / record.Inputs.Capacity.ResidentBytes;
        foreach (var row in record.Rows) AddRow(row);

        if (record.Choice.GateBound) _gateBound++;
        if (record.Choice.GateBound || record.Choice.Chosen > 0) _wanted++;
        if (record.Outcome == OutcomeCode.Acted) EndRun(record.Inputs.NowNs);
        else Continue(record);
    }

    /// <summary>Ends the run: open periods are counted, and its phases are read.</summary>
    public void Close(long nowNs, SeedTree seeds)
    {
        EndRun(nowNs);
        if (_phases is not null) Phases = _phases.Read(seeds);
    }

    private void Continue(DecisionRecord record)
    {
        bool isOwn = record.Outcome == OutcomeCode.SelectedNoOp;
        bool isResource = record.Outcome == OutcomeCode.ResourceRestriction;
        bool isBrake = record.Outcome == OutcomeCode.Cooldown;
        if (isResource) ResourceNoOps++;
        else if (isBrake) StabiliserNoOps++;
        else if (!isOwn) ExternalNoOps++;

        if (_run == 0) (_runIsOwn, _runIsExternal, _runStartNs, _runInner) = (true, false, record.Inputs.NowNs, 0);
        _run++;
        _runInner += record.InnerUpdates;
        _runIsOwn &= isOwn || isResource;
        _runIsExternal |= !isOwn && !isResource && !isBrake;
    }

    private void EndRun(long nowNs)
    {
        if (_run >= StillnessDecisions)
        {
            Stillnesses++;
            if (_runIsExternal) ExternalStillnesses++;
            if (_runIsOwn && _runInner > 0)
            {
                _still += _run;
                _stillInner += _runInner;
                LongestFreezeSeconds = Math.Max(LongestFreezeSeconds, (nowNs - _runStartNs) * 1e-9);
            }
        }

        _run = 0;
    }

    private void AddRow(in LedgerRow row)
    {
        bool continues = double.IsNaN(_lastAfter) || row.Before.Equals(_lastAfter);
        if (!continues || !row.Balances(ledger.Minimum, ledger.Maximum)) LedgerErrors++;
        _lastAfter = row.After;
        if (row.Entry is LedgerEntry.Succession or LedgerEntry.Restore) Successions++;
        Gain += row.Gain - row.Penalty;
        Upkeep += row.Maintenance;
        ActionCost += row.ActionCost;
    }

    private static bool IsItemised(DecisionRecord record)
    {
        if (record.Candidates.Count == 0 || record.Candidates[0].Kind != Teleo.Controller.Domain.ActionKind.NoOp) return false;
        for (int i = 0; i < record.Candidates.Count; i++)
            if (record.Candidates[i].Ineligibility == Ineligibility.None && !double.IsFinite(record.Total(i))) return false;
        return true;
    }
}
