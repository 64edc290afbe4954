using System.CommandLine;
using Teleo.Engine.Input;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;
using Teleo.Experiments.Worlds;
using Teleo.Shell;

namespace Teleo.Simulations;

/// <summary>The options of the simulated world: models, machine and memory, or a file with all three.</summary>
internal static class WorldOptions
{
    internal static readonly Option<string?> WorldFile = new("--world")
    {
        Description = "A file with models, machine and requests, or a world of teleo world list",
        HelpName = "FILE|NAME",
    };

    internal static readonly Option<string?> Models = new("--models")
    {
        Description = "The models: a table with name, gigabytes, load_s, or a world",
        HelpName = "FILE",
    };

    internal static readonly Option<string?> Machine = new("--machine")
    {
        Description = $"The machine: {string.Join(", ", Machines.Names)} [disk]",
        HelpName = "NAME",
    };

    internal static readonly Option<string?> Memory =
        new("--memory") { Description = "Memory for models, such as 16GB", HelpName = "SIZE" };

    internal static readonly Option<bool> SkipUnknown =
        new("--skip-unknown") { Description = "Leave out requests for models that are not in --models" };

    internal static readonly Option<string?> ModelName =
        new("--model-name") { Description = "The model of log rows without a model name", HelpName = "NAME" };

    internal static IEnumerable<Option> All => [WorldFile, Models, Machine, Memory, SkipUnknown, ModelName];

    /// <summary>Returns the world of the options; a single option overrides the file.</summary>
    internal static World WorldOf(CommandContext context)
    {
        var world = NamedOf(context)?.World ?? (context.Get(WorldFile) is { } file ? World.Read(file) : World.Default);
        if (context.Get(Models) is { } models)
        {
            // Marks of made values stay with the file they came with.
            if (Experiments.Worlds.WorldFile.IsWorld(models)) world =
                world with { Models = World.Read(models).Models, Assumed = World.Read(models).Assumed };
            else world = world with { Models = World.ReadModels(models), Assumed = [] };
        }

        return context.Get(Machine) is { } name ? world with { Machine = MachineOf(name) } : world;
    }

    internal static NamedWorld? NamedOf(CommandContext context) => context.Get(WorldFile) is { } name ? WorldLibrary.Find(name) : null;

    internal static MachineProfile MachineOf(string name) =>
        Machines.Find(name)
            ?? throw InputException.Asked("UnknownMachine", $"no machine '{name}'{Suggestions.Sentence(name, Machines.Names)}");

    /// <summary>The stated memory as a capacity; null where none is stated.</summary>
    internal static string? MemoryIn(CommandContext context)
    {
        if (context.Get(Memory) is not { } memory) return null;
        return ByteSize.TryParse(memory, out long bytes, out string problem)
            ? $"{bytes}B" : throw CommandFailure.Usage($"--memory: {problem}");
    }

    /// <summary>Returns the capacity of the pool: the memory in bytes, the capacity in any form, or the machine's memory.</summary>
    internal static string CapacityOf(CommandContext context, Option<string?> capacity, World world)
    {
        if (MemoryIn(context) is { } memory)
            return context.Get(capacity) is null
                ? memory : throw CommandFailure.Usage("--memory is --capacity in bytes; give one of them");
        return context.Get(capacity)
            ?? NamedOf(context)?.Capacity
            ?? (world.Machine.MemoryBytes is { } own ? $"{own}B" : null)
            ?? throw CommandFailure.Usage(
                "give the memory of the pool: --memory 16GB, or --capacity with a number of skills, bytes or a share such as 30%");
    }

    /// <summary>
    /// Returns a study's name for the world of the options; a combination of several is written to a world file in the folder.
    /// </summary>
    internal static string WordOf(CommandContext context, string workload, string folder)
    {
        bool isFile = context.Get(WorldFile) is not null, isModels = context.Get(Models) is not null;
        if (!isFile && !isModels) return context.Get(Machine) is { } machine ? $"{workload}@{MachineOf(machine).Name}" : workload;
        if (isFile && !isModels && context.Get(Machine) is null) return context.Get(WorldFile)!;
        var world = WorldOf(context);
        string requests = world.Traffic?.Workload ?? workload;
        string path = Path.Combine(folder, "world.json");
        (world with { Traffic = new(File.Exists(requests) ? Path.GetFullPath(requests) : requests) }).Write(path);
        return path;
    }

    /// <summary>
    /// Returns the memory of the options as a share of the memory of all models of a study's world; null if no memory is given.
    /// </summary>
    internal static double? ShareOf(CommandContext context, string word)
    {
        if (context.Get(Memory) is not { } memory) return null;
        if (!ByteSize.TryParse(memory, out long bytes, out string problem)) throw CommandFailure.Usage($"--memory: {problem}");
        double all = WorldWord.Scenario(word, "100%").Prepare(1).Run.Profiles.Sum(profile => (double)profile.Footprint.ResidentBytes);
        return bytes <= all
            ? bytes / all
            : throw CommandFailure.Usage(
            $"--memory: all models together take {ByteSize.Text((long)all)}; they fit, and there is nothing to decide");
    }

    /// <summary>Opens the requests once for all seeds, and reports the interpretation of a log.</summary>
    internal static Scenario Opened(Scenario scenario, CommandContext context) => Opened(scenario, context, out _);

    internal static Scenario Opened(Scenario scenario, CommandContext context, out LogReport? log)
    {
        log = null;
        if (WorkloadLibrary.Find(scenario.Workload) is not null || !File.Exists(scenario.Workload)
            || WorkloadFile.HasMagic(scenario.Workload)) return scenario;
        (var trace, log) = LogFile.Read(scenario.Workload, context.Get(ModelName));
        foreach (string line in log.Lines()) context.Note(line);
        return scenario with { Opened = trace };
    }

    /// <summary>Says what was assumed, above the figures that depend on it.</summary>
    internal static void WriteAssumptions(IEnumerable<Assumption> assumptions, CommandContext context)
    {
        foreach (var assumption in assumptions) context.Paragraph($"ASSUMED {assumption}.");
    }
}
