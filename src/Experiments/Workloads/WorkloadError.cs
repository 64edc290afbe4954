
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
    public override string ToString() =>
        Line > 0 ? $"line {Line}, column {Column}: {Found}" : $"byte {Offset}: {Found}";
}
