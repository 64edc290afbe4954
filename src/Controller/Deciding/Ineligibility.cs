namespace Teleo.Controller.Deciding;

/// <summary>Why a candidate may not be chosen whatever its score. The first reason that applies, in this order.</summary>
public enum Ineligibility : byte
{
    None,

    /// <summary>Licence, dependency, schema, backend or policy forbid the skill.</summary>
    NotPermitted,

    /// <summary>A figure of one of its skills is negative, infinite or not a number.</summary>
    BadReading,

    /// <summary>The footprint or load time of a skill to be loaded is unknown; unknown is not zero.</summary>
    UnknownReading,

    /// <summary>A figure is older than the options allow.</summary>
    StaleReading,

    /// <summary>Pinned, busy, leased or moving: the predicate that also protects it from every other policy.</summary>
    Protected,

    /// <summary>Its last load failed and the back-off is not over.</summary>
    BackOff,

    /// <summary>The skill does not fit, even after unloading all unprotected skills.</summary>
    DoesNotFit,

    /// <summary>All loaders are busy.</summary>
    LoaderBusy,

    /// <summary>The load would pass earlier requests whose own load can start and has been passed as often as the options allow.</summary>
    Passing,
}
