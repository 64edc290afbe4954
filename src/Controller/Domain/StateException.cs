namespace Teleo.Controller.Domain;

/// <summary>The faults of a saved state.</summary>
public enum StateFault
{
    /// <summary>Ends before its fields do.</summary>
    Truncated,

    /// <summary>Goes on after its last field.</summary>
    TrailingBytes,

    /// <summary>The format is not supported by this program.</summary>
    UnknownFormat,

    /// <summary>The bytes differ from those that were written.</summary>
    HashMismatch,

    /// <summary>Saved with another catalog, other options or another seed.</summary>
    OtherSettings,

    /// <summary>A field holds what it never can.</summary>
    BadValue,
}

/// <summary>A saved state cannot be read: the fault and its byte offset.</summary>
public sealed class StateException(StateFault fault, int offset, string message) : Exception($"byte {offset}: {message}")
{
    public StateFault Fault { get; } = fault;
}
