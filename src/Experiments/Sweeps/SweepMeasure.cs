namespace Teleo.Experiments.Sweeps;

/// <summary>A quantity that a sweep measures: its name in tables, its label in figures, its unit where it has one.</summary>
internal sealed record SweepMeasure(string Id, string Label, string? Unit = null)
{
    /// <summary>The map is coloured about 0.</summary>
    public bool IsSigned { get; init; }

    /// <summary>False for a column of the table that has no map of its own.</summary>
    public bool IsDrawn { get; init; } = true;
}
