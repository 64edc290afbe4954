using System.CommandLine;
using System.Globalization;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Comparisons;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Workloads;
using Teleo.Experiments.Worlds;
using Teleo.Pool.Plants;
using Teleo.Shell;

namespace Teleo.Simulations;

/// <summary>The command <c>teleo sim standings</c>: one policy among all rivals on every shipped workload.</summary>
internal static class StandingsCommand
{
    private static readonly Option<string> Workloads = new("--workloads")
    {
        Description = "Names with commas between, or all, on the machine disk",
        DefaultValueFactory = _ => "all",
        HelpName = "W1,W2",
    };

    private static readonly Option<string?> ShippedWorlds = new("--worlds")
    {
        Description = "Worlds of teleo world list instead, or all, each at its own capacity",
        HelpName = "W1,W2",
    };

    private static readonly Option<string> Capacities = new("--capacities")
    {
        Description = "What the pool holds, as sim compare takes it, with commas between",
        DefaultValueFactory = _ => "30%,60%",
        HelpName = "C1,C2",
    };

    private static readonly Option<string> Policies = new("--policies", "-p")
    {
        Description = "Names with commas between, or all",
        DefaultValueFactory = _ => "all",
        HelpName = "P1,P2",
    };

    private static readonly Option<string> Own = new("--against")
    {
        Description = "The policy whose place is asked for",
        DefaultValueFactory = _ => Comparison.Model,
        HelpName = "NAME",
    };

    private static readonly Option<string?> Tuned = new("--tuned")
    {
        Description = "Plays each policy as teleo sim tune found it best on the machine",
        HelpName = "FILE"
    };
    private static readonly Option<int> Seeds = new("--seeds")
    {
        Description = "How many seeds every policy runs on",
        DefaultValueFactory = _ => 2,
        HelpName = "N"
    };
    private static readonly Option<long> Seed = new("--seed")
    {
        Description = "The first of them",
        DefaultValueFactory = _ => 1,
        HelpName = "N"
    };

    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "Runs at once; results do not depend on it",
        DefaultValueFactory = _ => Environment.ProcessorCount,
        HelpName = "N",
    };

    private static readonly Option<string?> Csv = new("--csv")
    {
        Description = "Writes each rival's cost over the policy's",
        HelpName = "FILE",
    };

    public static Subcommand Build() => new("standings", "Say who wins in which world", Run,
        ["teleo sim standings --seeds 2 --csv standings.csv", "teleo sim standings --worlds all --page standings.html",
            "teleo sim standings --workloads requests.csv --models models.csv --memory 16GB"])
    {
        Workloads, Capacities, ShippedWorlds, WorldOptions.WorldFile, WorldOptions.Models, WorldOptions.Machine, WorldOptions.Memory,
        Policies, Own, Tuned, Seeds, Seed, Threads, Csv, PageOption.Page, PageOption.Figures,
    };

    private static ExitCode Run(CommandContext context)
    {
        if (context.Get(Seeds) is < 1 or > 1000 || context.Get(Threads) is < 1 or > 1024)
            throw CommandFailure.Usage("--seeds takes 1 to 1000 and --threads 1 to 1024");
        var cells = CellsOf(context);
        string[] policies = PoliciesOf(context);
        var tuned = context.Get(Tuned) is { } tunedPath ? TunedPolicies.Read(tunedPath) : null;
        long start = context.Clock.GetTimestamp();
        var standings = new List<Standing>();
        using (var progress = context.Progress("playing"))
        {
            int perCell = policies.Length * context.Get(Seeds);
            foreach (var (name, scenario) in cells)
            {
                int before = standings.Count * perCell;
                standings.Add(StandingOn(name, scenario, policies, tuned, context, (done, policy) =>
                    progress.Report(before + done, perCell * cells.Count, $"{name} {policy}")));
            }
        }

        if (context.Get(Csv) is { } path) AtomicFile.WriteText(path, CsvOf(standings, context.Get(Own)));
        var code = context.Result(standings, rows =>
        {
            Write(rows, context);
            context.Line(
                $"{cells.Count} worlds, {policies.Length} policies, {context.Get(Seeds)} seeds in "
                    + $"{context.Clock.GetElapsedTime(start).TotalSeconds:0} s.");
        });
        PageOption.Write(context, () => StandingsPage.Of(standings, context.Get(Own), context.Get(Seeds),
            context.Has(ShippedWorlds) ? "--world" : NextStep.Line(context.Spelled(WorldOptions.All), "--workload")));
        return code;
    }

    private static List<(string Name, Scenario Scenario)> CellsOf(CommandContext context)
    {
        if (context.Get(ShippedWorlds) is { } list)
        {
            string[] names = list == "all" ? [.. WorldLibrary.Names] : Parts(list);
            return [.. names.Select(name => WorldLibrary.Find(name) is { } named
                ? (name, new Scenario(named.World.Traffic!.Workload, named.Capacity).In(named.World))
                : throw InputException.Asked("UnknownWorld", $"no world '{name}'{Suggestions.Sentence(name, WorldLibrary.Names)}"))];
        }

        var world = WorldOptions.WorldOf(context);
        string[] workloads = world.Traffic is { } traffic && !context.Has(Workloads) ? [traffic.Workload]
            : context.Get(Workloads) == "all" ? [.. WorkloadLibrary.Standard]
            : Parts(context.Get(Workloads));
        string[] capacities = CapacitiesOf(context);
        foreach (string capacity in capacities) PoolCapacity.Parse(capacity);
        return [.. from workload in workloads from capacity in capacities select (workload, new Scenario(workload, capacity).In(world))];
    }

    private static string[] CapacitiesOf(CommandContext context)
    {
        if (WorldOptions.MemoryIn(context) is { } memory)
            return context.Has(Capacities) ? throw CommandFailure.Usage("--memory is one of --capacities; give one of them") : [memory];
        return WorldOptions.NamedOf(context) is { } named && !context.Has(Capacities) ? [named.Capacity] : Parts(context.Get(Capacities));
    }

    private static string[] PoliciesOf(CommandContext context)
    {
        if (context.Get(Policies) == "all") return [.. CompareCommand.Everyone];
        string[] named = Parts(context.Get(Policies));
        foreach (string policy in named.Append(context.Get(Own)))
            if (PolicyCatalog.ProblemWith(policy) is { } problem) throw InputException.Asked("BadPolicy", problem);
        return [.. named.Append(context.Get(Own)).Distinct()];
    }

    private static Standing StandingOn(string name, Scenario scenario, string[] policies, TunedPolicies? tuned, CommandContext context,
        Action<int, string> progress)
    {
        try
        {
            scenario.Prepare((ulong)context.Get(Seed));
            var named = policies.ToDictionary(policy => tuned?.SpecOf(scenario.World.Machine.Name, policy) ?? policy);
            var comparison = new Comparison(scenario, named.Keys, (ulong)context.Get(Seed), context.Get(Seeds));
            comparison.Run(context.Get(Threads), progress, context.Cancellation);
            return Standing.Of(name, scenario.Capacity, comparison.Cells.Select(cell => cell with { Policy = named[cell.Policy] }),
                context.Get(Own));
        }
        catch (InputException refused) when (refused.Code == "BadCapacity")
        {
            return new Standing { Workload = name, Policy = context.Get(Own), Capacity = scenario.Capacity, Refusal = refused.Message };
        }
    }

    private static void Write(IReadOnlyList<Standing> standings, CommandContext context)
    {
        context.Line(
            context.Terminal.Bold(
                $"Cost in s waited + s loaded per 1,000 requests, mean of seeds {context.Get(Seed)} to "
                    + $"{context.Get(Seed) + context.Get(Seeds) - 1}"));
        var table = new Table(Column.Word("world"), Column.Number("pool"), Column.Number("bound"), Column.Number("plan"),
            Column.Number("attainable"), Column.Number(context.Get(Own)),
            Column.Word("best rival"), Column.Number("ratio"), Column.Number("cheaper"));
        foreach (var row in standings.Where(row => row.Refusal is null))
            table.Add(row.Workload, row.Capacity, CompareCommand.Short(row.LowerBound), CompareCommand.Short(row.Plan),
                CompareCommand.Short(row.Attainable), CompareCommand.Short(row.Cost), row.BestRival,
                (row.BestRivalCost / row.Cost)?.ToString("F3", CultureInfo.InvariantCulture) ?? "-", row.Cheaper.Count);
        context.Write(table);
        context.Paragraph(
            $"Ratio: the best rival's cost over that of {context.Get(Own)}. Cheaper: rivals whose mean is lower; --csv and --json name "
                + "them.");
        if (StandingsPage.Unplanned(standings) is { } unplanned) context.Paragraph(unplanned);
        foreach (var row in standings.Where(row => row.Refusal is not null))
            context.Line($"{row.Workload} at {row.Capacity} was not played: {row.Refusal}");
    }

    private static string CsvOf(IReadOnlyList<Standing> standings, string policy) =>
        $"workload,capacity,policy,cost_over_{policy}\n" + string.Concat(
            from row in standings
            from rival in row.Ratios
            select string.Create(CultureInfo.InvariantCulture, $"{row.Workload},{row.Capacity},{rival.Key},{rival.Value:R}\n"));

    private static string[] Parts(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
