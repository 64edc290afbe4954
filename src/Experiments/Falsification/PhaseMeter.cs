using System.Collections.Immutable;
using Teleo.Controller.Actions;
using Teleo.Controller.Chance;
using Teleo.Controller.Decisions;
using Teleo.Controller.Policies;
using Teleo.Experiments.Phases;

namespace Teleo.Experiments.Falsification;

/// <summary>
/// The raw series of one run, one entry per tick of the slow loop, from which phases are read by criteria that were
/// registered beforehand; and the same reading of surrogates whose ticks were shuffled, which keep every value and no order.
/// </summary>
internal sealed class PhaseMeter
{
    private const int Surrogates = 20;

    private readonly List<Tick> _ticks = [];
    private double _growth, _reorganising, _gain, _upkeep, _others, _misses;
    private long _arrivals;

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

    public PhaseReading Read(SeedTree seeds)
    {
        var labels = LabelsOf([.. _ticks]);
        double surrogate = 0;
        for (uint i = 0; i < Surrogates; i++)
        {
            var chance = seeds.Stream("phase-surrogate", i);
            var shuffled = _ticks.ToArray();
            chance.Shuffle(shuffled.AsSpan());
            surrogate += Share(LabelsOf(shuffled), Phase.TeleodynamicGrowth) / Surrogates;
        }

        return new(labels.Length, Share(labels, Phase.UnderStructuring), Share(labels, Phase.TeleodynamicGrowth), Share(labels, Phase.OverStructuring), surrogate);
    }

    private static double Share(ImmutableArray<Phase> labels, Phase phase) => labels.Length == 0 ? double.NaN : labels.Count(label => label == phase) / (double)labels.Length;

    private readonly record struct Tick(double Loss, double Complexity, double Growth, double Reorganising, double NoOp, double Energy, double Gain, double Upkeep);

    private void EndTick(DecisionRecord record)
    {
        long arrivals = 0;
        foreach (ref readonly var skill in record.Inputs.Skills.AsSpan()) arrivals += skill.Arrivals;
        var inputs = record.Inputs;
        _ticks.Add(new(
            arrivals > _arrivals ? Math.Min(1, _misses / (arrivals - _arrivals)) : 0,
            (double)inputs.Used.ResidentBytes / inputs.Capacity.ResidentBytes,
            _growth, _reorganising,
            _growth + _reorganising + _others == 0 ? 1 : 0,
            record.Balance, _gain, _upkeep));
        (_growth, _reorganising, _gain, _upkeep, _others, _misses, _arrivals) = (0, 0, 0, 0, 0, 0, arrivals);
    }

    private static ImmutableArray<Phase> LabelsOf(Tick[] ticks) => PhaseClassifier.Classify(new PhaseSeries
    {
        Loss = [.. ticks.Select(t => t.Loss)],
        Complexity = [.. ticks.Select(t => t.Complexity)],
        Growth = [.. ticks.Select(t => t.Growth)],
        Reorganising = [.. ticks.Select(t => t.Reorganising)],
        NoOp = [.. ticks.Select(t => t.NoOp)],
        Energy = [.. ticks.Select(t => t.Energy)],
        Gain = [.. ticks.Select(t => t.Gain)],
        Upkeep = [.. ticks.Select(t => t.Upkeep)],
    }, PhaseCriteria.Latest).Labels;
}

/// <summary>Windows of a run, the share of them in each phase, and the share called growth after its ticks were shuffled.</summary>
internal sealed record PhaseReading(int Windows, double Under, double Growth, double Over, double SurrogateGrowth);
