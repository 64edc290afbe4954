using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;

namespace Teleo.Experiments.Phases;

/// <summary>
/// Records the raw series of a run from its decisions, one entry per tick of the slow loop: the inputs of phases and the order parameters
/// of the pool.
/// </summary>
internal sealed class PhaseRecorder
{
    /// <summary>Ticks over which resident sets are compared and residency is spread: a minute at the usual pace.</summary>
    public const int EpochTicks = 12;

    private readonly List<PhaseTick> _ticks = [];
    private readonly Queue<HashSet<int>> _epoch = new();
    private readonly RecentDemand _demand = new(EpochTicks);
    private double _growth, _reorganising, _gain, _upkeep, _others, _misses;
    private long _arrivals;

    /// <summary>All values of one tick, so that ticks can be shuffled as units.</summary>
    public readonly record struct PhaseTick(
        double Seconds, double Loss, double MemoryInUse, double DemandCovered, double Growth, double Reorganising,
        double NoOp, double Energy, double Gain, double Upkeep,
        double Overlap, double Imbalance, double Reserved);

    public IReadOnlyList<PhaseTick> Ticks => _ticks;

    public void Note(DecisionRecord record)
    {
        foreach (var row in record.Rows)
        {
            _gain += row.Gain;
            _upkeep += row.Maintenance;
        }

        if (record.Inputs.Trigger == PolicyEvents.Miss) _misses++;
        if (record.Outcome == OutcomeCode.Acted)
        {
            if (record.Action is ControlAction.Activate or ControlAction.Split or ControlAction.Reserve) _growth++;
            else _reorganising++;
        }
        else if (record.Outcome != OutcomeCode.SelectedNoOp)
        {
            _others++;
        }

        if (record.Inputs.Trigger == PolicyEvents.Tick) EndTick(record);
    }

    public static PhaseSeries SeriesOf(IReadOnlyList<PhaseTick> ticks) => new()
    {
        Loss = [.. ticks.Select(t => t.Loss)],
        MemoryInUse = [.. ticks.Select(t => t.MemoryInUse)],
        DemandCovered = [.. ticks.Select(t => t.DemandCovered)],
        Growth = [.. ticks.Select(t => t.Growth)],
        Reorganising = [.. ticks.Select(t => t.Reorganising)],
        NoOp = [.. ticks.Select(t => t.NoOp)],
        Energy = [.. ticks.Select(t => t.Energy)],
        Gain = [.. ticks.Select(t => t.Gain)],
        Upkeep = [.. ticks.Select(t => t.Upkeep)],
    };

    private void EndTick(DecisionRecord record)
    {
        var inputs = record.Inputs;
        long arrivals = 0;
        long[] bySkill = new long[inputs.Skills.Length];
        var resident = new HashSet<int>();
        for (int i = 0; i < inputs.Skills.Length; i++)
        {
            arrivals += bySkill[i] = inputs.Skills[i].Arrivals;
            if (inputs.Skills[i].IsResident) resident.Add(i);
        }

        var before = _epoch.Count > 0 ? _epoch.Peek() : resident;
        _epoch.Enqueue(resident);
        if (_epoch.Count > EpochTicks) _epoch.Dequeue();
        double capacity = inputs.Capacity.ResidentBytes;
        _ticks.Add(new(
            inputs.NowNs * 1e-9,
            arrivals > _arrivals ? Math.Min(1, _misses / (arrivals - _arrivals)) : 0,
            inputs.Used.ResidentBytes / capacity, _demand.Covered(bySkill, resident),
            _growth, _reorganising,
            _growth + _reorganising + _others == 0 ? 1 : 0,
            record.Balance, _gain, _upkeep,
            OrderParameters.Overlap(before, resident), ImbalanceOfEpoch(inputs.Skills.Length),
            OrderParameters.ReservedShare(inputs.Reserved.ResidentBytes, capacity)));
        (_growth, _reorganising, _gain, _upkeep, _others, _misses, _arrivals) = (0, 0, 0, 0, 0, 0, arrivals);
    }

    private double ImbalanceOfEpoch(int skills)
    {
        var ticks = new double[skills];
        foreach (var resident in _epoch)
            foreach (int skill in resident) ticks[skill]++;
        return OrderParameters.Imbalance(ticks);
    }
}
