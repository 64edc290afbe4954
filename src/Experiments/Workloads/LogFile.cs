using System.Collections.Immutable;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Workloads;

/// <summary>The requests of a log in order of arrival, counted from the first one where the log states absolute times.</summary>
internal sealed record ImportedLog(ImmutableArray<string> Models, LogReport Report);

/// <summary>Imports a log from a file.</summary>
internal static class LogFile
{
    /// <summary>Reads a log into memory. Throws <see cref="InputException"/> where it is none.</summary>
    /// <param name="model">The model of rows that name none.</param>
    public static (MemoryWorkload Trace, LogReport Report) Read(string path, string? model = null)
    {
        using var file = InputFile.Open(path);
        var rows = new List<Request>();
        var log = Import(file, rows.Add, out var error, model) ?? throw Bad(error!, path);
        return (new MemoryWorkload(log.Models, [.. rows]), log.Report);
    }

    public static InputException Bad(WorkloadError error, string path) =>
        new(error.Fault.ToString(), $"{error}; {error.Remedy}", path);

    /// <summary>Hands every request of a log to <paramref name="add"/>, sorted; null and the error where it is no log.</summary>
    public static ImportedLog? Import(
        Stream file, Action<Request> add, out WorkloadError? error, string? model = null, Action<long>? progress = null)
    {
        using var rows = new RequestSorter(StreamFiles.OpenScratch);
        if (LogImport.TryRead(file, rows, model, progress, out error) is not { } import) return null;
        long first = -1, last = 0;
        foreach (var row in rows.Sorted())
        {
            if (first < 0) first = row.ArrivalNs;
            last = row.ArrivalNs;
            add(import.IsAbsolute ? row with { ArrivalNs = last - first } : row);
        }

        return new(import.Skills, import.Report(first, last));
    }
}
