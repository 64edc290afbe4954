using System.CommandLine;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;
using Teleo.Experiments.Simulator;
using Teleo.Pool.Plants;
using Teleo.Shell;

namespace Teleo.Simulations;

/// <summary>The group <c>teleo sim</c>: simulates one policy on one workload, or compares many.</summary>
internal static class SimCommands
{
    internal static readonly Option<string?> Workload = new("--workload", "-w")
    {
        Description = "A shipped workload, or a workload or log file",
        HelpName = "NAME|FILE",
    };

    internal static readonly Option<string?> Capacity = new("--capacity", "-c")
    {
        Description = "Memory of the pool: equal skills (16), bytes (24GiB), or a share of all skills (30%)",
        HelpName = "COUNT|BYTES|SHARE",
    };

    internal static readonly Option<MissMode> Miss = new("--miss")
    {
        Description = "What happens to a request whose skill is not active: wait, fallback, loadthrough, refuse",
        DefaultValueFactory = _ => MissMode.Wait,
        HelpName = "MODE"
    };
    internal static readonly Option<QueueDiscipline> Discipline = new("--discipline")
    {
        Description = "Which queue gets a free worker: fifo, mostqueued, priority, waitcredit",
        DefaultValueFactory = _ => QueueDiscipline.Fifo,
        HelpName = "RULE"
    };
    internal static readonly Option<int?> Workers = new("--workers")
    {
        Description = "Requests in service at the same time [the machine's]",
        HelpName = "N",
    };

    internal static readonly Option<int?> Loaders = new("--loaders")
    {
        Description = "Loads at the same time [the machine's]",
        HelpName = "N",
    };

    internal static readonly Option<double> Timeout = RunOptions.TimeoutOf(120);
    internal static readonly Option<double> Warmup = new("--warmup")
    {
        Description = "Seconds at the start whose requests are not counted",
        DefaultValueFactory = _ => 0,
        HelpName = "S"
    };

    internal static readonly Option<string?> Otlp = new("--otlp")
    {
        Description = "Send metrics and spans to a collector, such as http://localhost:4318",
        HelpName = "ENDPOINT"
    };

    internal static readonly Option<double> HindsightShare = CheckedOption.Of("--hindsight", "SHARE",
        "Share of decisions to judge by the optimum that knows the requests to come (16 skills at most)", 0.0, 0, 1);

    public static Subcommand Build() => new("sim", "Simulate pools: run, compare, tune")
    {
        RunCommand.Build(), PlayCommand.Build(), CompareCommand.Build(), FrontierCommand.Build(), ForesightCommand.Build(),
            StandingsCommand.Build(), TuneCommand.Build(), PoliciesCommand.Build(),
    };

    /// <summary>The scenario that the shared options describe.</summary>
    internal static Scenario ScenarioOf(CommandContext context)
    {
        var world = WorldOptions.WorldOf(context);
        string workload = context.Get(Workload) ?? world.Traffic?.Workload
            ?? throw CommandFailure.Usage("give the requests: --workload NAME or FILE, or a --world with traffic");
        var rules = new PlantSettings
        {
            Miss = context.Get(Miss),
            Discipline = context.Get(Discipline),
            TimeoutSeconds = context.Get(Timeout),
            Generalist = context.Get(Miss) == MissMode.Fallback ? 0 : -1,
        };
        var scenario = new Scenario(workload, WorldOptions.CapacityOf(context, Capacity, world))
        {
            WarmupSeconds = context.Get(Warmup),
            SkipUnknown = context.Get(WorldOptions.SkipUnknown),
            Settings = rules,
        }.In(world);
        var settings = scenario.Settings;
        settings = settings with { Workers = context.Get(Workers) ?? settings.Workers, Loaders = context.Get(Loaders) ?? settings.Loaders };
        return WorldOptions.Opened(scenario with { Settings = settings }, context);
    }

    internal static IEnumerable<Option> ScenarioOptions =>
        [Workload, Capacity, .. WorldOptions.All, Miss, Discipline, Workers, Loaders, Timeout, Warmup];

    /// <summary>The workload and the memory of a scenario, such as <c>drift with memory for 30 % of the models</c>.</summary>
    internal static string Words(Scenario scenario)
    {
        string capacity = scenario.Capacity;
        string memory = capacity.EndsWith('%') ? $"memory for {capacity[..^1]} % of the models"
            : capacity.All(char.IsAsciiDigit) ? $"memory for {capacity} models" : $"{capacity} of memory";
        return $"{Path.GetFileName(scenario.Workload)} with {memory}";
    }

    /// <summary>Returns null for a share of 0.</summary>
    internal static Hindsight? HindsightOf(SimulatedRun run, CommandContext context) =>
        context.Get(HindsightShare) is var share and > 0 ? new Hindsight(run, share) : null;

    /// <summary>Returns the name of an ablation of our controller; refuses an unknown one.</summary>
    internal static string CheckedAblation(string name)
    {
        string[] known = [.. Ablations.All.Select(ablation => ablation.Name)];
        return known.Contains(name) ? name
            : throw InputException.Asked("UnknownAblation", $"no ablation '{name}'{Suggestions.Sentence(name, known)}");
    }
}
