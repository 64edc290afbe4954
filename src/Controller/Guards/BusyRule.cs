namespace Teleo.Controller.Guards;

/// <summary>The handling of a wish to unload a runtime that serves.</summary>
public enum BusyRule : byte
{
    /// <summary>It is vetoed: ask again when the runtime is idle.</summary>
    Protect,

    /// <summary>
    /// It is let through to a plant that drains: nothing new begins, and the unload begins when the last request has ended.
    /// </summary>
    Drain,

    /// <summary>
    /// It is let through and the requests are lost: only for a policy whose shipped rule does so, and the plant counts them.
    /// </summary>
    Abort,
}
