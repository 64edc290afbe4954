using System.Collections.Immutable;
using System.Globalization;

namespace Teleo.Experiments.Workloads;

/// <summary>The column or member of a log for a part of the requests; null if the log lacks it.</summary>
internal sealed record LogMapping(string Role, string? Column, string Note);

/// <summary>Rows that were left out for one reason, and the first of them.</summary>
internal sealed record LogDrop(string Reason, long Rows, long FirstLine);

/// <summary>
/// Says how a log was understood: its format, the mapping of its columns, and the rows that were left out, with the reason.
/// </summary>
internal sealed record LogReport
{
    public required string Format { get; init; }

    public required ImmutableArray<LogMapping> Mapping { get; init; }

    /// <summary>Columns that were not read.</summary>
    public required ImmutableArray<string> Ignored { get; init; }

    /// <summary>Rows that state, or should state, a request.</summary>
    public required long Rows { get; init; }

    public required long Requests { get; init; }

    public required int Models { get; init; }

    public required ImmutableArray<LogDrop> Dropped { get; init; }

    public required long OutOfOrder { get; init; }

    public required long Duplicates { get; init; }

    /// <summary>Requests kept although another one states the same time, model and tokens and neither has an id.</summary>
    public required long Alike { get; init; }

    /// <summary>The first arrival in UTC; null where the log counts from an unknown start.</summary>
    public required DateTimeOffset? From { get; init; }

    public required double Seconds { get; init; }

    /// <summary>The report for people, one line each.</summary>
    public IEnumerable<string> Lines()
    {
        string from = From is { } time ? $" from {time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC" : "";
        yield return $"{Count(Requests)} requests of {Count(Models)} models over {Span(Seconds)}{from} ({Format})";
        foreach (var part in Mapping)
            yield return $"  {part.Role} <- {part.Column ?? "nothing"}{(part.Note.Length > 0 ? $" ({part.Note})" : "")}";
        if (Ignored.Length > 0) yield return $"  not read: {string.Join(", ", Ignored)}";
        if (OutOfOrder > 0) yield return $"  sorted: {Count(OutOfOrder)} rows stood after a later one";
        if (Duplicates > 0) yield return $"  left out {Count(Duplicates)} rows that repeat a request of the same time and id";
        if (Alike > 0) yield return $"  kept {Count(Alike)} rows that equal another one and have no id";
        foreach (var drop in Dropped)
            yield return $"  left out {Count(drop.Rows)} of {Count(Rows)} rows, first line {Count(drop.FirstLine)}: {drop.Reason}";
    }

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Span(double seconds) =>
        seconds < 120 ? $"{seconds.ToString("0.#", CultureInfo.InvariantCulture)} s"
        : seconds < 7200 ? $"{(seconds / 60).ToString("0.#", CultureInfo.InvariantCulture)} min"
        : seconds < 172_800 ? $"{(seconds / 3600).ToString("0.#", CultureInfo.InvariantCulture)} h"
        : $"{(seconds / 86_400).ToString("0.#", CultureInfo.InvariantCulture)} days";
}
