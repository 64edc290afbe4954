using System.CommandLine;
using Teleo.Engine.Storage;
using Teleo.Experiments.Live;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Worlds;
using Teleo.Pool.Live;
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
        var table = new Table(Column.Word("machine"), Column.Number("memory"), Column.Number("cold load"), Column.Number("warm load"),
            Column.Number("weights read"), Column.Number("loaders"), Column.Number("workers"));
        foreach (var machine in machines)
            table.Add(machine.Name, machine.MemoryBytes is { } memory ? ByteSize.Text(memory) : "--memory", WorldSkills.Speed(machine.Cold),
                WorldSkills.Speed(machine.Warm), ByteSize.Text((long)machine.WeightBytesPerSecond) + "/s", machine.Loaders,
                    machine.Workers);
        context.Write(table);
        foreach (var machine in machines) context.Paragraph($"{machine.Name}: {machine.Source}");
    });

    private static ExitCode List(CommandContext context) => context.Result(WorldLibrary.All, worlds =>
    {
        var table = new Table(
            Column.Word("world"), Column.Word("set"), Column.Number("pool"), Column.Word("machine"), Column.Word("requests"));
        foreach (var world in worlds)
            table.Add(world.Name, world.Set.ToString().ToLowerInvariant(), world.Capacity, world.World.Machine.Name,
                world.World.Traffic!.Workload);
        context.Write(table);
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
        string skills = context.Get(PoolCommands.Skills);
        using var folder = SkillFolder.Open(skills, TrustArguments.Store(context.Get(TrustArguments.List), skills),
            context.Get(PoolCommands.Variants) ?? [], context.Clock, Experiments.Evaluation.SkillContracts.AreKnown,
            context.Get(PoolCommands.Specialists));
        return Written(MeasuredWorld.Of(PoolCalibrateCommand.Measure(folder, context)), context);
    }

    private static ExitCode Written(World world, CommandContext context)
    {
        if (context.Get(Out) is { } path) world.Write(path);
        var assumptions = WorldSkills.Assumptions(world, [.. Enumerable.Range(0, world.Models.Length)]);
        return context.Result(new { World = world, Assumed = assumptions }, _ =>
        {
            context.Line(context.Terminal.Bold($"{world.Models.Length} models on machine '{world.Machine.Name}'"));
            var table = new Table(Column.Text("model"), Column.Number("weights"), Column.Number("memory"), Column.Number("cold load s"),
                Column.Number("warm load s"), Column.Number("decode tokens/s"));
            foreach (var model in world.Models)
            {
                var skill = WorldSkills.Of(model, world.Machine);
                table.Add(model.Name, ByteSize.Text(model.Bytes), ByteSize.Text(skill.Footprint.ResidentBytes),
                    RunTable.Text(skill.ColdLoadSeconds),
                    RunTable.Text(skill.WarmLoadSeconds), RunTable.Text(skill.DecodeTokensPerSecond));
            }

            context.Write(table);
            WorldOptions.Write(assumptions, context);
            if (context.Get(Out) is { } written) context.Line($"wrote {written}");
        });
    }
}
