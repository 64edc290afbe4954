namespace Teleo.Engine.Pool;

/// <summary>Why the pool would not do something.</summary>
public enum PoolFault
{
    /// <summary>The handle's runtime is gone, or the handle never named a runtime.</summary>
    StaleHandle,

    /// <summary>No runtime of this skill is in the pool.</summary>
    NotLoaded,
    AlreadyLoaded,

    /// <summary>The runtime exists and accepts no requests.</summary>
    NotActive,

    /// <summary>The stage the runtime is in does not allow this.</summary>
    WrongStage,

    /// <summary>Adapters use it as their base.</summary>
    StillNeeded,
    OverBudget,
    LoadFailed,

    /// <summary>Its memory could not be freed and stays counted.</summary>
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
