namespace Teleo.Experiments.Workloads;

public enum WorkloadFault
{
    EmptyFile,
    MissingColumn,
    DuplicateColumn,
    NotANumber,
    Negative,
    OutOfRange,
    TooManySkills,
    Unsorted,
    UnclosedQuote,
    NotUtf8,
    Truncated,
    BadMagic,
    CountExceedsFile,
    BadHeader,
    HashMismatch,
    TooManyFaulty,
    NoRequests,
}

/// <summary>A fault in a workload file and its place: line and column of text (both from 1), or the byte offset of a binary file.</summary>
internal sealed record WorkloadError(WorkloadFault Fault, string Found, long Line = 0, int Column = 0, long Offset = 0)
{
    /// <summary>The way to mend it, for people.</summary>
    public string Remedy => Fault switch
    {
        WorkloadFault.EmptyFile or WorkloadFault.NoRequests => "give a log with requests in it",
        WorkloadFault.MissingColumn or WorkloadFault.DuplicateColumn => "docs/reference/EXPERIMENTS.md lists the logs that are read",
        WorkloadFault.NotUtf8 => "save it as UTF-8 text",
        WorkloadFault.TooManySkills => "give a log of fewer models",
        WorkloadFault.Truncated or WorkloadFault.BadMagic or WorkloadFault.CountExceedsFile or WorkloadFault.BadHeader
            or WorkloadFault.HashMismatch => "make the file again, or get it again",
        _ => "correct or remove the named rows",
    };

    public override string ToString() =>
        Line > 0 ? $"line {Line}, column {Column}: {Found}" : $"byte {Offset}: {Found}";
}
