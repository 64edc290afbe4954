namespace Teleo.Pool.Plants;

/// <summary>Why a request ended without an answer.</summary>
internal enum RequestLoss : byte
{
    /// <summary>Turned away: by the miss mode, by a full queue, or since an operator keeps its skill out.</summary>
    Refused,

    /// <summary>Waited longer than a request may.</summary>
    TimedOut,

    /// <summary>Its runtime crashed or was unloaded while it was served.</summary>
    Aborted,
}
