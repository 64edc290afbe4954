namespace Teleo.Controller.Domain;

/// <summary>The faults of a saved state.</summary>
public enum StateFault
{
    /// <summary>Ends before its fields do.</summary>
    Truncated,

    /// <summary>Goes on after its last field.</summary>
    TrailingBytes,

    /// <summary>Of a format this program does not read.</summary>
    UnknownFormat,

    /// <summary>The bytes are not those that were written.</summary>
    HashMismatch,

    /// <summary>Saved with another catalog, other options or another seed.</summary>
    OtherSettings,

    /// <summary>A field holds what it never can.</summary>
    BadValue,
}

/// <summary>A saved state that is not what it should be: what is wrong, and at which byte.</summary>
public sealed class StateException(StateFault fault, int offset, string message) : Exception($"byte {offset}: {message}")
{
    public StateFault Fault { get; } = fault;
}
