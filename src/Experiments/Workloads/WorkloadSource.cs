using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Workloads;

/// <summary>Opens the requests of a command line value: a shipped workload by name, else a workload file or a log.</summary>
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
