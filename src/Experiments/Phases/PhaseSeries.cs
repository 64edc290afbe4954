namespace Teleo.Experiments.Phases;

/// <summary>
/// The raw series that phases are read from, one entry per decision tick. They are stored as they are; labels are
/// kept apart (<see cref="PhaseLabels"/>).
/// </summary>
public sealed record PhaseSeries
{
    /// <summary>Unmet demand and failures, as a share of all requests.</summary>
    public required double[] Loss { get; init; }

    /// <summary>Memory in use, as a share of all memory: the complexity of criteria 1.0.</summary>
    public required double[] MemoryInUse { get; init; }

    /// <summary>Recent demand for resident skills, as a share of all recent demand: the complexity of criteria 2.0.</summary>
    public required double[] DemandCovered { get; init; }

    /// <summary>Growth actions (activate, split, reserve) applied at the tick.</summary>
    public required double[] Growth { get; init; }

    /// <summary>Reorganising actions (replace, merge, deactivate, suspend, retire) applied at the tick.</summary>
    public required double[] Reorganising { get; init; }

    /// <summary>1 where no-op was selected, 0 elsewhere. A veto is not a no-op.</summary>
    public required double[] NoOp { get; init; }

    /// <summary>E, in credits.</summary>
    public required double[] Energy { get; init; }

    /// <summary>Credits gained at the tick.</summary>
    public required double[] Gain { get; init; }

    /// <summary>Credits paid for the upkeep of residents.</summary>
    public required double[] Upkeep { get; init; }

    public int Length => Loss.Length;

    public IEnumerable<string> Problems()
    {
        foreach (var (name, values) in new[]
        {
            (nameof(MemoryInUse), MemoryInUse), (nameof(DemandCovered), DemandCovered), (nameof(Growth), Growth),
            (nameof(Reorganising), Reorganising), (nameof(NoOp), NoOp),
            (nameof(Energy), Energy), (nameof(Gain), Gain), (nameof(Upkeep), Upkeep),
        })
        {
            if (values.Length != Length) yield return $"{name} has {values.Length} values, loss has {Length}";
        }
    }
}
