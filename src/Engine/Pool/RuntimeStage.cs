namespace Teleo.Engine.Pool;

/// <summary>The stage of a runtime of the pool.</summary>
public enum RuntimeStage
{
    /// <summary>Its memory is counted and its file is on the way in.</summary>
    Loading,

    /// <summary>Its weights are in memory; it accepts no requests.</summary>
    Resident,

    /// <summary>It accepts requests.</summary>
    Active,

    /// <summary>Its weights are there, its sessions and scratch are given back.</summary>
    Suspended,

    /// <summary>It accepts no new requests and finishes its running ones.</summary>
    Draining,

    /// <summary>Out of memory for a change that is not finished.</summary>
    Parked,

    /// <summary>Its memory is being given back, and still counted.</summary>
    Unloading,

    /// <summary>Its memory could not be given back, and is still counted.</summary>
    Stuck,
}
