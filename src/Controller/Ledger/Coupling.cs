namespace Teleo.Controller.Ledger;

/// <summary>The coupling of the gate to the resource. All but the first cut or bend the arrow from resource to structure.</summary>
public enum Coupling : byte
{
    /// <summary>The gate reads the resource as it is.</summary>
    Full,

    /// <summary>There is no resource: nothing accrues, nothing is paid, the gate stands open.</summary>
    Off,

    /// <summary>The resource runs and is logged, the gate stands open.</summary>
    GateOpen,

    /// <summary>The gate reads a past value drawn at random: the same distribution without the coupling.</summary>
    Shuffled,

    /// <summary>The gate reads the resource as it was some decisions ago.</summary>
    Lagged,

    /// <summary>The gate reads the mean of the resource so far.</summary>
    Frozen,

    /// <summary>
    /// Like <see cref="Shuffled"/>, but drawn from decisions made under like load: what load alone says of the resource is left.
    /// </summary>
    LoadShuffled,
}
