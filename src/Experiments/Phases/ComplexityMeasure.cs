namespace Teleo.Experiments.Phases;

/// <summary>The series that the criteria for phases read as complexity: the amount of structure.</summary>
public enum ComplexityMeasure : byte
{
    /// <summary>The share of memory in use. It says how full the pool is, and every pool that acts is full.</summary>
    MemoryInUse,

    /// <summary>The share of recent demand that is for resident skills: how much the structure means for what is asked.</summary>
    DemandCovered,
}
