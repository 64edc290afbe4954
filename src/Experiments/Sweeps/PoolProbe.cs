using Teleo.Controller.Deciding;
using Teleo.Controller.Loop;
using Teleo.Controller.Policies;
using Teleo.Experiments.Phases;
using Teleo.Experiments.Simulator;

namespace Teleo.Experiments.Sweeps;

/// <summary>
/// Reads the order parameters of a simulated run: once per epoch, the share of the resident set that is unchanged, and the share of the
/// catalog that is resident.
/// </summary>
internal sealed class PoolProbe(double epochSeconds)
{
    private readonly long _epochNs = (long)(epochSeconds * 1e9);
    private HashSet<int> _before = [];
    private long _nextNs = (long)(epochSeconds * 1e9);

    public List<(double Seconds, double Overlap, double ResidentShare)> Epochs { get; } = [];

    public long Decisions { get; private set; }

    public long Actions { get; private set; }

    public long NoOps { get; private set; }

    public long GateBound { get; private set; }

    public void Note(StepReport report, Simulation simulation)
    {
        Decisions++;
        Actions += report.Settlements.Count(settlement => settlement.IsAccepted);
        if (simulation.Policy is IRecordingPolicy recording)
        {
            if (recording.Record.Outcome == OutcomeCode.SelectedNoOp) NoOps++;
            if (recording.Record.Choice.GateBound) GateBound++;
        }
        else if (report.Settlements.Count == 0)
        {
            NoOps++;
        }

        long now = simulation.Plant.State.NowNs;
        if (now < _nextNs) return;
        CloseEpoch(simulation, now);
        _nextNs = now - now % _epochNs + _epochNs;
    }

    private void CloseEpoch(Simulation simulation, long now)
    {
        var rows = simulation.Plant.State.Rows;
        var resident = Enumerable.Range(0, rows.Length).Where(i => rows[i].IsResident).ToHashSet();
        Epochs.Add((now * 1e-9, OrderParameters.Overlap(_before, resident), resident.Count / (double)Math.Max(rows.Length, 1)));
        _before = resident;
    }
}
