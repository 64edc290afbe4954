namespace Teleo.Pool.Workers;

/// <summary>The kinds of messages between a server and a worker.</summary>
internal enum FrameKind : byte
{
    /// <summary>To the worker: load this model, or wake it where it sleeps.</summary>
    Load = 1,

    /// <summary>To the worker: answer this request.</summary>
    Ask,

    /// <summary>To the worker: give this request up.</summary>
    Cancel,

    /// <summary>To the worker: give back what is not weights, when the last request has ended.</summary>
    Rest,

    /// <summary>From the worker: it has started, and speaks this version.</summary>
    Ready = 16,

    /// <summary>From the worker: the model is there and takes so much.</summary>
    Loaded,

    /// <summary>From the worker: the model cannot be loaded, for this reason.</summary>
    NotLoaded,

    /// <summary>From the worker: the model sleeps.</summary>
    Rested,

    /// <summary>From the worker: the next text of this request's answer.</summary>
    Piece,

    /// <summary>From the worker: this request has ended.</summary>
    Answer,
}
