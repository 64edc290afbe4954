namespace Teleo.Controller.Domain;

/// <summary>
/// One figure with everything needed to judge it: what, in which unit, from whom, when, how surely, and how it came to be known.
/// </summary>
/// <param name="Value">Not a number where <paramref name="Kind"/> is unknown: unknown is never zero.</param>
public readonly record struct Reading(
    string Name,
    double Value,
    string Unit,
    string Source,
    long TimeNs,
    double StandardError,
    ReadingKind Kind)
{
    public NodeId Node { get; init; } = NodeId.Local;

    /// <summary>Why it is unknown; empty where it is known, or nobody said.</summary>
    public string Why { get; init; } = "";

    public static Reading Unknown(string name, string unit, string source, long timeNs, string why = "") =>
        new(name, double.NaN, unit, source, timeNs, double.NaN, ReadingKind.Unknown) { Why = why };

    /// <summary>Seconds since it was taken; never negative, whatever the clock did.</summary>
    public double AgeSeconds(long nowNs) => Math.Max(0, (nowNs - TimeNs) * 1e-9);
}
