namespace Teleo.Controller.Tracing;

/// <summary>The faults of a trace.</summary>
public enum TraceFault
{
    /// <summary>Not lines of JSON as the format says.</summary>
    Malformed,

    /// <summary>Of a format this program does not read.</summary>
    UnknownFormat,

    /// <summary>The hash of a line does not follow from what stands before it: changed, left out or moved.</summary>
    BrokenChain,

    /// <summary>Ends before its end line; everything up to there holds.</summary>
    Unfinished,

    /// <summary>The end line counts other numbers of lines than there are.</summary>
    CountMismatch,

    /// <summary>A row of the ledger is not what the law gives, or does not begin where the row before ended.</summary>
    LedgerMismatch,

    /// <summary>Ids or times go backwards, or an outcome names a decision that is not there.</summary>
    OutOfOrder,

    /// <summary>Deciding again gives another decision.</summary>
    NotReproduced,

    /// <summary>Lines longer, or a catalog larger, than a trace may have.</summary>
    TooLarge,
}

/// <summary>A trace that is not what it should be: which line (from 1), which field, and what is wrong.</summary>
public sealed class TraceException(TraceFault fault, long line, string field, string message, Exception? inner = null)
    : Exception($"line {line}, {field}: {message}", inner)
{
    public TraceFault Fault { get; } = fault;

    public long Line { get; } = line;

    public string Field { get; } = field;
}
