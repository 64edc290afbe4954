namespace Teleo.Pool.Plants;

internal enum LoadOutcome : byte
{
    Ok,
    Failed,
    OutOfMemory,
}

/// <summary>The course of one load, settled when it starts.</summary>
internal readonly record struct LoadFate(LoadOutcome Outcome, double Stretch);
