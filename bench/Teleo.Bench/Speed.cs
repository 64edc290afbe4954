namespace Teleo.Bench;

/// <summary>Tokens per second in the two phases of an answer.</summary>
internal readonly record struct Speed(double Prefill, double Decode);
