namespace Teleo.Experiments.Workloads;

/// <summary>One request of a log: the bytes of each part, empty if the log lacks it.</summary>
internal ref struct LogRow
{
    public ReadOnlySpan<byte> Time;
    public ReadOnlySpan<byte> Model;
    public ReadOnlySpan<byte> Session;
    public ReadOnlySpan<byte> Input;
    public ReadOnlySpan<byte> Output;
    public ReadOnlySpan<byte> Id;

    /// <summary>Seconds from the arrival to the time stated, where the log writes a request when it has ended.</summary>
    public double SecondsSinceArrival;
}

internal enum LogLine : byte
{
    Request,

    /// <summary>A line without a request, which this format may have.</summary>
    Other,
    Faulty,
}

/// <summary>Reads the lines of one format of log.</summary>
internal interface ILogFormat
{
    /// <summary>The format, for people.</summary>
    string Name { get; }

    /// <summary>The column or member that each role is read from; null where the log has none.</summary>
    ReadOnlySpan<string?> Columns { get; }

    /// <summary>Columns that are not read.</summary>
    IReadOnlyCollection<string> Ignored { get; }

    LogLine Read(ReadOnlySpan<byte> line, ref LogRow row, out string? fault);
}
