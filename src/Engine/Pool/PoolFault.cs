namespace Teleo.Engine.Pool;

/// <summary>Why the pool would not do something.</summary>
public enum PoolFault
{
    /// <summary>The handle's runtime is gone, or the handle never named one.</summary>
    StaleHandle,

    /// <summary>No runtime of this skill is in the pool.</summary>
    NotLoaded,
    AlreadyLoaded,

    /// <summary>The runtime is there and takes no requests.</summary>
    NotActive,

    /// <summary>The stage the runtime is in does not allow this.</summary>
    WrongStage,

    /// <summary>Adapters are laid over it.</summary>
    StillNeeded,
    OverBudget,
    LoadFailed,

    /// <summary>Its memory could not be given back, and goes on being counted.</summary>
    UnloadFailed,
    ValidationFailed,

    /// <summary>Every session of the runtime is in use.</summary>
    NoSession,
}

/// <summary>A refusal with its reason. The pool is as it was before.</summary>
public sealed class PoolException(PoolFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    public PoolFault Fault { get; } = fault;
}
