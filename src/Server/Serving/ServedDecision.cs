namespace Teleo.Server.Serving;

/// <summary>One decision for display: its number, time, action and reasons in words, and the whole record as a line of JSON.</summary>
internal sealed record ServedDecision(
    long Number, double Seconds, string Action, string Outcome, string Explanation, ReadOnlyMemory<byte> Record);
