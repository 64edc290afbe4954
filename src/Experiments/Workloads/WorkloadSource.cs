using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Pool.Requests;

namespace Teleo.Experiments.Workloads;

/// <summary>Finds the requests that a word of the command line means: a shipped workload by name, else a trace or CSV file.</summary>
internal static class WorkloadSource
{
    public static IRequestTrace Open(string nameOrPath, SeedTree seeds)
    {
        if (WorkloadLibrary.Find(nameOrPath) is { } named) return named.Make(seeds);
        if (!File.Exists(nameOrPath))
            throw new InputException("UnknownWorkload", $"no workload '{nameOrPath}' and no such file{Suggestions.Sentence(nameOrPath, WorkloadLibrary.Names)}");
        return TraceFile.HasMagic(nameOrPath) ? OpenTrace(nameOrPath) : ImportCsv(nameOrPath);
    }

    /// <summary>Reads a CSV file, plain or gzip, into memory.</summary>
    public static MemoryTrace ImportCsv(string path)
    {
        using var file = File.OpenRead(path);
        var rows = new List<Request>();
        var skills = CsvImport.TryRead(file, rows.Add, out var error) ?? throw Bad(error!, path);
        return rows.Count > 0 ? new MemoryTrace(skills, [.. rows]) : throw NoRequests(path);
    }

    public static InputException NoRequests(string path) => new("NoRequests", "the file has a header and no request", path);

    public static InputException Bad(WorkloadError error, string path) => new(error.Fault.ToString(), error.ToString(), path);

    private static TraceFile OpenTrace(string path) => TraceFile.TryOpen(path, out var error) ?? throw Bad(error!, path);
}
