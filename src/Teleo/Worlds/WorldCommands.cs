using System.CommandLine;
using Teleo.Engine.Storage;
using Teleo.Experiments.Live;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Worlds;
using Teleo.Pools;
using Teleo.Shell;
using Teleo.Simulations;
using Teleo.Skills;

namespace Teleo.Worlds;

/// <summary>The group <c>teleo world</c>: lists, makes and shows worlds of models and machines.</summary>
internal static class WorldCommands
{
    private static readonly Argument<string> WorldPath = new("file") { Description = "A world, or a table of models", HelpName = "FILE" };
    private static readonly Argument<string> Folder = new("folder") { Description = "A folder of GGUF files", HelpName = "DIR" };

    private static readonly Argument<string> Source = new("source")
    {
        Description = "The address of an Ollama server, or a file with the answer of /api/tags or the text of 'ollama list'",
        HelpName = "URL|FILE",
    };

    private static readonly Option<string?> Out = new("--output", "-o") { Description = "Write the world to this file", HelpName = "FILE" };

    public static Subcommand Build() => new("world", "Describe your own models, machine and requests")
    {
        new Subcommand("machines", "List the machines that ship with the program, with the sources of their figures", MachineList,
            ["teleo world machines"]),
        new Subcommand("list", "List the worlds that ship with the program, with their purpose", List, ["teleo world list"]),
        new Subcommand("show", "Show a world: the values it states and the values assumed for it", Show,
            ["teleo world show models.csv --machine nvme"]) { WorldPath, WorldOptions.Machine, Out },
        new Subcommand("scan", "Make a world from a folder of GGUF files", Scan,
            ["teleo world scan models --machine nvme --output box.json"]) { Folder, WorldOptions.Machine, Out },
        new Subcommand("from-ollama", "Make a world from the models of an Ollama server", FromOllama,
            ["teleo world from-ollama http://localhost:11434 --output box.json", "teleo world from-ollama list.txt --machine nvme"])
        { Source, WorldOptions.Machine, Out },
        new Subcommand("measure", "Measure load times and speeds of skill packages on this machine", Measure,
            ["teleo world measure --skills skills --output box.json"])
        {
            PoolCommands.Skills, PoolCommands.Variants, PoolCommands.Specialists, TrustArguments.List, PoolCalibrateCommand.Rounds,
            PoolCalibrateCommand.Requests, PoolCommands.ProcessorTime, Out,
        },
    };

    private static MachineProfile MachineOf(CommandContext context) =>
        context.Get(WorldOptions.Machine) is { } name ? WorldOptions.MachineOf(name) : Machines.Disk;

    private static ExitCode MachineList(CommandContext context) => context.Result(Machines.All, machines =>
    {
        context.Write(Table.Of(machines,
            (Column.Word("machine"), machine => machine.Name),
            (Column.Number("memory"), machine => machine.MemoryBytes is { } memory ? ByteSize.Text(memory) : "--memory"),
            (Column.Number("cold load"), machine => WorldSkills.Speed(machine.Cold)),
            (Column.Number("warm load"), machine => WorldSkills.Speed(machine.Warm)),
            (Column.Number("weights read"), machine => ByteSize.Text((long)machine.WeightBytesPerSecond) + "/s"),
            (Column.Number("loaders"), machine => machine.Loaders),
            (Column.Number("workers"), machine => machine.Workers)));
        foreach (var machine in machines) context.Paragraph($"{machine.Name}: {machine.Source}");
    });

    private static ExitCode List(CommandContext context) => context.Result(WorldLibrary.All, worlds =>
    {
        context.Write(Table.Of(worlds,
            (Column.Word("world"), world => world.Name),
            (Column.Word("set"), world => world.Set.ToString().ToLowerInvariant()),
            (Column.Number("pool"), world => world.Capacity),
            (Column.Word("machine"), world => world.World.Machine.Name),
            (Column.Word("requests"), world => world.World.Traffic!.Workload)));
        foreach (var world in worlds) context.Paragraph($"{world.Name}: {world.Argument}");
    });

    private static ExitCode Show(CommandContext context)
    {
        string path = context.Get(WorldPath);
        var world = Experiments.Worlds.WorldFile.IsWorld(path) ? World.Read(path) : new World { Models = World.ReadModels(path) };
        return Written(
            context.Get(WorldOptions.Machine) is { } name ? world with { Machine = WorldOptions.MachineOf(name) } : world, context);
    }

    private static ExitCode Scan(CommandContext context)
    {
        double speed = MemorySpeed.BytesPerSecond(context.Clock);
        return Written(
            FolderScan.Scan(context.Get(Folder), MachineOf(context), speed, skipped => context.Note($"left out {skipped}")), context);
    }

    private static ExitCode FromOllama(CommandContext context)
    {
        string source = context.Get(Source);
        if (Uri.TryCreate(source, UriKind.Absolute, out var server) && server.Scheme is "http" or "https")
            return Written(OllamaServer.ReadAsync(server!, MachineOf(context), context.Cancellation).GetAwaiter().GetResult(), context);
        string text = InputFile.ReadText(CommandContext.ExistingFile(source), OllamaModels.LargestBytes);
        return Written(new World { Models = OllamaModels.Read(text, source), Machine = MachineOf(context) }, context);
    }

    private static ExitCode Measure(CommandContext context)
    {
        using var folder = PoolCommands.FolderOf(context);
        return Written(MeasuredWorld.Of(PoolCalibrateCommand.Measure(folder, context)), context);
    }

    private static ExitCode Written(World world, CommandContext context)
    {
        if (context.Get(Out) is { } path) world.Write(path);
        var assumptions = WorldSkills.Assumptions(world, [.. Enumerable.Range(0, world.Models.Length)]);
        return context.Result(new { World = world, Assumed = assumptions }, _ =>
        {
            context.Line(context.Terminal.Bold($"{world.Models.Length} models on machine '{world.Machine.Name}'"));
            context.Write(Table.Of(world.Models.Select(model => (Model: model, Skill: WorldSkills.Of(model, world.Machine))),
                (Column.Text("model"), row => row.Model.Name),
                (Column.Number("weights"), row => ByteSize.Text(row.Model.Bytes)),
                (Column.Number("memory"), row => ByteSize.Text(row.Skill.Footprint.ResidentBytes)),
                (Column.Number("cold load s"), row => QuantityText.Number(row.Skill.ColdLoadSeconds)),
                (Column.Number("warm load s"), row => QuantityText.Number(row.Skill.WarmLoadSeconds)),
                (Column.Number("decode tokens/s"), row => QuantityText.Number(row.Skill.DecodeTokensPerSecond))));
            WorldOptions.WriteAssumptions(assumptions, context);
            if (context.Get(Out) is { } written) context.Line($"wrote {written}");
        });
    }
}
