namespace Teleo.Experiments.TimeSeries;

/// <summary>The words that a report may use for a change, from weak to strong. Each has its own test.</summary>
public enum ChangeWord : byte
{
    /// <summary>No change was shown.</summary>
    NoChange,

    /// <summary>A level changes at one time, by more than a series with memory changes by itself.</summary>
    RegimeShift,

    /// <summary>
    /// Two states persist under the same conditions: the loop remains at speed zero, and starts from both ends stay apart.
    /// </summary>
    Bistable,

    /// <summary>The change sharpens with size as a power, with crossing cumulants and curves that collapse.</summary>
    Transition,
}
