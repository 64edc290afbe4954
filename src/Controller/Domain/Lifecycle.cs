namespace Teleo.Controller.Domain;

/// <summary>The stage of a skill between its file and the router.</summary>
public enum Lifecycle : byte
{
    Installed,
    Verified,
    Resident,
    Active,
    Suspended,
    Retired,
    Quarantined,
}

/// <summary>A move under way. A skill that is loading or unloading is neither here nor there, and is never a victim.</summary>
public enum Transition : byte
{
    None,
    Loading,
    Unloading,

    /// <summary>The skill serves its running requests, accepts no others, and is then unloaded.</summary>
    Draining,
}
