namespace Teleo.Controller.Guards;

/// <summary>The hard limit that forbade an action: the first that applies, in this order; <see cref="None"/> allows it.</summary>
public enum GuardVerdict : byte
{
    None,

    /// <summary>The action names no skill of this catalog, or a move its lifecycle does not have.</summary>
    Illegal,
    Pinned,

    /// <summary>A request is in service.</summary>
    Busy,

    /// <summary>A load or unload is under way.</summary>
    Moving,

    /// <summary>Loaded, but its first own request is not done.</summary>
    Leased,

    /// <summary>
    /// The action does not fit after its own victims are unloaded, or it would take reserved memory without a waiting request.
    /// </summary>
    Memory,

    /// <summary>All loaders are in use.</summary>
    QueueBound,

    /// <summary>The load would not end within the time a command may take.</summary>
    Timeout,

    /// <summary>Its last load failed and the back-off is not over.</summary>
    BackOff,

    /// <summary>A figure of one of its skills is negative, infinite or not a number, so the action cannot be shown to fit.</summary>
    BadReading,
}
