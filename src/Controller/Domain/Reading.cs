namespace Teleo.Controller.Domain;

/// <summary>One measured or unknown value with its origin: quantity, unit, source, time, uncertainty and kind.</summary>
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

    /// <summary>The reason why it is unknown; empty if it is known or the reason is.</summary>
    public string Why { get; init; } = "";

    public static Reading Unknown(string name, string unit, string source, long timeNs, string why = "") =>
        new(name, double.NaN, unit, source, timeNs, double.NaN, ReadingKind.Unknown) { Why = why };

    /// <summary>Seconds since it was taken; never negative, whatever the clock did.</summary>
    public double AgeSeconds(long nowNs) => Math.Max(0, (nowNs - TimeNs) * 1e-9);
}
