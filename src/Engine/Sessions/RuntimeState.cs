namespace Teleo.Engine.Sessions;

/// <summary>
/// The state of a runtime or of one of its sessions. A runtime is in one of the first two or freed, a session in one of the others.
/// </summary>
public enum RuntimeState
{
    /// <summary>No model is loaded, or the last load failed.</summary>
    Uninitialised,

    /// <summary>A model is loaded; sessions can be made.</summary>
    Initialised,

    /// <summary>The session's context is empty.</summary>
    Ready,

    /// <summary>The context has tokens and the logits after the last one: generation can continue.</summary>
    ContinuationReady,

    /// <summary>The last call failed; the context is as it was before that call.</summary>
    RecoverableError,

    Freed,
}
