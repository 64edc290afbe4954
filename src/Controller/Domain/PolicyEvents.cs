namespace Teleo.Controller.Domain;

[Flags]
public enum PolicyEvents : ushort
{
    None = 0,
    Tick = 1,

    /// <summary>A request whose skill can serve now.</summary>
    Arrival = 2,

    /// <summary>A request whose skill cannot serve now; reported instead of <see cref="Arrival"/>.</summary>
    Miss = 4,
    Completion = 8,
    Loaded = 16,
    Unloaded = 32,
    Failure = 64,

    /// <summary>The plant is close to, or beyond, one of its budgets.</summary>
    Pressure = 128,

    /// <summary>A prediction from outside the arrivals.</summary>
    Foretold = 256,

    /// <summary>An earlier answer was judged right or wrong by the client.</summary>
    Judged = 512,
}
