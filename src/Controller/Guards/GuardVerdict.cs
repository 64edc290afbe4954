namespace Teleo.Controller.Guards;

/// <summary>The hard limit that forbade an action. The first that applies, in this order; <see cref="None"/> lets it pass.</summary>
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

    /// <summary>The need does not fit once its own victims are gone, or would take what is reserved although nobody waits.</summary>
    Memory,

    /// <summary>As many loads are under way as the loader takes.</summary>
    QueueBound,

    /// <summary>The load would not end within the time a command may take.</summary>
    Timeout,

    /// <summary>Its last load failed and the back-off is not over.</summary>
    BackOff,

    /// <summary>
    /// A figure of one of its skills is negative, infinite or not a number: what cannot be measured cannot be shown to fit.
    /// </summary>
    BadReading,
}
