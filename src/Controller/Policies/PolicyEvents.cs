namespace Teleo.Controller.Policies;

[Flags]
public enum PolicyEvents : byte
{
    None = 0,
    Tick = 1,
    Arrival = 2,

    /// <summary>An arrival whose skill cannot serve now.</summary>
    Miss = 4,
    Completion = 8,
    Loaded = 16,
    Unloaded = 32,
    Failure = 64,

    /// <summary>The plant is close to, or beyond, one of its budgets.</summary>
    Pressure = 128,
}
