namespace Teleo.Controller.Ledger;

/// <summary>The coupling of the gate to the resource. All but the first cut or bend the arrow from resource to structure.</summary>
public enum Coupling : byte
{
    /// <summary>The gate reads the actual resource.</summary>
    Full,

    /// <summary>There is no resource: nothing accrues, nothing is paid, and the gate is open.</summary>
    Off,

    /// <summary>The resource runs and is logged, but the gate is open.</summary>
    GateOpen,

    /// <summary>The gate reads a past value drawn at random: the same distribution without the coupling.</summary>
    Shuffled,

    /// <summary>The gate reads the resource as it was some decisions ago.</summary>
    Lagged,

    /// <summary>The gate reads the mean of the resource so far.</summary>
    Frozen,

    /// <summary>
    /// Like <see cref="Shuffled"/>, but drawn from decisions under similar load: only the dependence of the resource on load remains.
    /// </summary>
    LoadShuffled,
}
