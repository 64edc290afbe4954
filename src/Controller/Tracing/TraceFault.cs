namespace Teleo.Controller.Tracing;

/// <summary>The faults of a trace.</summary>
public enum TraceFault
{
    /// <summary>The lines are not JSON in this format.</summary>
    Malformed,

    /// <summary>The format is not supported by this program.</summary>
    UnknownFormat,

    /// <summary>The hash of a line does not follow from the previous lines: the line was changed, left out or moved.</summary>
    BrokenChain,

    /// <summary>Ends before its end line; everything up to there holds.</summary>
    Unfinished,

    /// <summary>The end line counts other numbers of lines than there are.</summary>
    CountMismatch,

    /// <summary>A ledger row does not follow from the law, or does not start at the end of the previous row.</summary>
    LedgerMismatch,

    /// <summary>Ids or times go backwards, or an outcome names a decision that is not there.</summary>
    OutOfOrder,

    /// <summary>Deciding again gives another decision.</summary>
    NotReproduced,

    /// <summary>Lines longer, or a catalog larger, than a trace may have.</summary>
    TooLarge,
}

/// <summary>A trace cannot be read: its line (from 1), field and fault.</summary>
public sealed class TraceException(TraceFault fault, long line, string field, string message, Exception? inner = null)
    : Exception($"line {line}, {field}: {message}", inner)
{
    public TraceFault Fault { get; } = fault;

    public long Line { get; } = line;

    public string Field { get; } = field;
}
