namespace Teleo.Pool.Plants;

internal enum LoadOutcome : byte
{
    Ok,
    Failed,
    OutOfMemory,
}

/// <summary>How one load will go, settled when it starts.</summary>
internal readonly record struct LoadFate(LoadOutcome Outcome, double Stretch);
