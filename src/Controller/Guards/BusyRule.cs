namespace Teleo.Controller.Guards;

/// <summary>The handling of a wish to unload a runtime that serves.</summary>
public enum BusyRule : byte
{
    /// <summary>The action is vetoed until the runtime is idle.</summary>
    Protect,

    /// <summary>
    /// The action is allowed on a plant that drains: no new request starts, and the unload begins after the last running request.
    /// </summary>
    Drain,

    /// <summary>
    /// The action is allowed and the running requests are lost: only for a policy whose shipped rule does so; the plant counts them.
    /// </summary>
    Abort,
}
