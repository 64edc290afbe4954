using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Workloads;

/// <summary>Finds the requests that a word of the command line means: a shipped workload by name, else a trace or a log.</summary>
internal static class WorkloadSource
{
    public static IRequestTrace Open(string nameOrPath, SeedTree seeds)
    {
        if (WorkloadLibrary.Find(nameOrPath) is { } named) return named.Make(seeds);
        if (FileLook.Behind(nameOrPath) is null)
            throw new InputException(
                "UnknownWorkload", $"no workload '{nameOrPath}' and no such file{Suggestions.Sentence(nameOrPath, WorkloadLibrary.Names)}");
        InputFile.RequirePlain(nameOrPath);
        if (TraceFile.HasMagic(nameOrPath)) return TraceFile.TryOpen(nameOrPath, out var error) ?? throw LogFile.Bad(error!, nameOrPath);
        return LogFile.Read(nameOrPath).Trace;
    }
}
