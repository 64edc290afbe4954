namespace Teleo.Experiments.Phases;

/// <summary>The series that the criteria for phases read as complexity: the amount of structure.</summary>
public enum ComplexityMeasure : byte
{
    /// <summary>The share of memory in use. It shows how full the pool is, and every active pool is full.</summary>
    MemoryInUse,

    /// <summary>The share of recent demand for resident skills.</summary>
    DemandCovered,
}
