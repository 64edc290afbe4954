using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Workloads;

/// <summary>Finds the requests that a word of the command line means: a shipped workload by name, else a trace or a log.</summary>
internal static class WorkloadSource
{
    public static IWorkload Open(string nameOrPath, SeedTree seeds)
    {
        if (WorkloadLibrary.Find(nameOrPath) is { } named) return named.Make(seeds);
        if (FileIdentity.Behind(nameOrPath) is null)
            throw new InputException(
                "UnknownWorkload", $"no workload '{nameOrPath}' and no such file{Suggestions.Sentence(nameOrPath, WorkloadLibrary.Names)}");
        InputFile.RequirePlain(nameOrPath);
        if (WorkloadFile.HasMagic(nameOrPath))
            return WorkloadFile.TryOpen(nameOrPath, out var error) ?? throw LogFile.Bad(error!, nameOrPath);
        return LogFile.Read(nameOrPath).Trace;
    }
}
