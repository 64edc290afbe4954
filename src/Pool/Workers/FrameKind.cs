namespace Teleo.Pool.Workers;

/// <summary>The kinds of messages between a server and a worker.</summary>
internal enum FrameKind : byte
{
    /// <summary>To the worker: load this model, or wake it if it sleeps.</summary>
    Load = 1,

    /// <summary>To the worker: answer this request.</summary>
    Ask,

    /// <summary>To the worker: cancel this request.</summary>
    Cancel,

    /// <summary>To the worker: free memory besides weights after the last request.</summary>
    Rest,

    /// <summary>From the worker: it has started, with this version.</summary>
    Ready = 16,

    /// <summary>From the worker: the model is loaded, with its memory use.</summary>
    Loaded,

    /// <summary>From the worker: the model cannot be loaded, with the reason.</summary>
    NotLoaded,

    /// <summary>From the worker: the model sleeps.</summary>
    Rested,

    /// <summary>From the worker: the next text of this request's answer.</summary>
    Piece,

    /// <summary>From the worker: this request has ended.</summary>
    Answer,
}
