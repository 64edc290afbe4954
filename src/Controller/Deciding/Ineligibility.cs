namespace Teleo.Controller.Deciding;

/// <summary>Why a candidate may not be chosen whatever its score. The first reason that applies, in this order.</summary>
public enum Ineligibility : byte
{
    None,

    /// <summary>Licence, dependency, schema, backend or policy forbid the skill.</summary>
    NotPermitted,

    /// <summary>A figure of one of its skills is negative, infinite or not a number.</summary>
    BadReading,

    /// <summary>Footprint or load time of a skill to be loaded is not known; unknown is not zero.</summary>
    UnknownReading,

    /// <summary>A figure is older than the options allow.</summary>
    StaleReading,

    /// <summary>Pinned, busy, leased or moving: the predicate that also protects it from every other policy.</summary>
    Protected,

    /// <summary>Its last load failed and the back-off is not over.</summary>
    BackOff,

    /// <summary>No room can be made, not even by unloading all that may be unloaded.</summary>
    DoesNotFit,

    /// <summary>No loader is free.</summary>
    LoaderBusy,

    /// <summary>
    /// It would pass requests that came before, whose load can be begun and has been passed as often as the options allow.
    /// </summary>
    Passing,
}
