namespace Teleo.Controller.Deciding;

/// <summary>The rule that chooses one of the allowed candidates. All but the first are negative controls.</summary>
public enum SelectionRule : byte
{
    /// <summary>The highest total, if it beats the no-op by the margin.</summary>
    Best,

    /// <summary>The lowest total: if this does not lose clearly, the score carries no information.</summary>
    Worst,

    /// <summary>Acts with a fixed chance, on any candidate that may be taken.</summary>
    RandomAtRate,

    /// <summary>Loads the smallest skill with waiting requests, and unloads the largest while free memory is short.</summary>
    CostOnly,

    /// <summary>Activates one skill after another in catalog order, and does nothing else.</summary>
    ScheduledGrowth,
}

/// <summary>The permission of structure to change.</summary>
public enum StructureMode : byte
{
    Free,

    /// <summary>Candidates are scored and none is taken.</summary>
    Clamped,
}
