using Teleo.Engine.Input;
using Teleo.Experiments.Workloads;
using Teleo.Experiments.Worlds;

namespace Teleo.Experiments.Simulator;

/// <summary>
/// Resolves a study's name of its requests: a shipped workload, a workload file or log, a shipped world or a world file; after an at sign
/// the machine, as in <c>zipf@network</c>.
/// </summary>
internal static class WorldWord
{
    /// <summary>Returns the scenario of a name. Throws <see cref="InputException"/> if the name is unknown.</summary>
    public static Scenario Scenario(string word, string capacity)
    {
        var (world, workload) = Resolve(word);
        return new Scenario(workload, capacity).In(world);
    }

    /// <summary>Returns the problem of a name; null if it is known.</summary>
    public static string? ProblemWith(string word)
    {
        try
        {
            var (_, workload) = Resolve(word);
            if (WorkloadLibrary.Find(workload) is not null || File.Exists(workload)) return null;
            return $"no workload or world '{workload}' and no such "
                + $"file{Suggestions.Sentence(workload, [.. WorkloadLibrary.Names, .. WorldLibrary.Names])}";
        }
        catch (InputException wrong)
        {
            return wrong.Message;
        }
    }

    /// <summary>Returns the files that a name refers to, whose content is its data.</summary>
    public static IEnumerable<string> FilesOf(string word)
    {
        string name = Split(word).Name;
        if (File.Exists(name)) yield return name;
        var workload = Resolve(word).Workload;
        if (workload != name && File.Exists(workload)) yield return workload;
    }

    private static (World World, string Workload) Resolve(string word)
    {
        var (name, machine) = Split(word);
        var world = WorldLibrary.Find(name)?.World ?? (File.Exists(name) && WorldFile.IsWorld(name) ? World.Read(name) : null);
        if (world is { Traffic: null }) throw new InputException(
            "NoTraffic", "the world states no traffic; add \"traffic\": { \"workload\": ... }", name);
        string workload = world?.Traffic?.Workload ?? name;
        world ??= World.Default;
        return (machine is null ? world : world with { Machine = MachineOf(machine) }, workload);
    }

    private static MachineProfile MachineOf(string name) =>
        Machines.Find(name)
            ?? throw InputException.Asked("UnknownMachine", $"no machine '{name}'{Suggestions.Sentence(name, Machines.Names)}");

    private static (string Name, string? Machine) Split(string word) =>
        !File.Exists(word) && word.LastIndexOf('@') is > 0 and var at ? (word[..at], word[(at + 1)..]) : (word, null);
}
