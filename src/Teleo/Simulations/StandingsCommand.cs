using System.CommandLine;
using System.Globalization;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Comparisons;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Tuning;
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
        Description = "Workloads, separated by commas, or all; on the machine 'disk'",
        DefaultValueFactory = _ => "all",
        HelpName = "W1,W2",
    };

    private static readonly Option<string> ShippedWorlds = new("--worlds")
    {
        Description = "Worlds of teleo world list in place of workloads, or all; each at its own capacity",
        HelpName = "W1,W2",
    };

    private static readonly Option<string> Capacities = new("--capacities")
    {
        Description = "Capacities as for sim compare, separated by commas",
        DefaultValueFactory = _ => "30%,60%",
        HelpName = "C1,C2",
    };

    private static readonly Option<string> Policies = new("--policies", "-p")
    {
        Description = "Policies, separated by commas, or all",
        DefaultValueFactory = _ => "all",
        HelpName = "P1,P2",
    };

    private static readonly Option<string> Own = new("--against")
    {
        Description = "The policy that the rivals are compared with",
        DefaultValueFactory = _ => Comparison.Model,
        HelpName = "NAME",
    };

    private static readonly Option<string?> Tuned = new("--tuned")
    {
        Description = "Settings of each policy, from teleo sim tune",
        HelpName = "FILE"
    };
    private static readonly Option<int> Seeds = RunOptions.SeedsOf("Number of seeds for every policy", 2);
    private static readonly Option<string?> Csv = new("--csv")
    {
        Description = "Write the cost of each rival over the policy's",
        HelpName = "FILE",
    };

    public static Subcommand Build() => new("standings", "Rank policies in each world", Run,
        ["teleo sim standings --seeds 2 --csv standings.csv", "teleo sim standings --worlds all --page standings.html",
            "teleo sim standings --workloads requests.csv --models models.csv --memory 16GB"])
    {
        Workloads, Capacities, ShippedWorlds, WorldOptions.WorldFile, WorldOptions.Models, WorldOptions.Machine, WorldOptions.Memory,
        Policies, Own, Tuned, Seeds, RunOptions.FirstSeed, RunOptions.Threads, Csv, PageOption.Page, PageOption.Figures,
    };

    private static ExitCode Run(CommandContext context)
    {
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
        if (context.Has(ShippedWorlds))
            return [.. context.List(ShippedWorlds, WorldLibrary.Names).Select(name => WorldLibrary.Find(name) is { } named
                ? (name, new Scenario(named.World.Traffic!.Workload, named.Capacity).In(named.World))
                : throw InputException.Asked("UnknownWorld", $"no world '{name}'{Suggestions.Sentence(name, WorldLibrary.Names)}"))];

        var world = WorldOptions.WorldOf(context);
        string[] workloads = world.Traffic is { } traffic && !context.Has(Workloads) ? [traffic.Workload]
            : context.List(Workloads, WorkloadLibrary.Standard);
        string[] capacities = CapacitiesOf(context);
        foreach (string capacity in capacities) PoolCapacity.Parse(capacity);
        return [.. from workload in workloads from capacity in capacities select (workload, new Scenario(workload, capacity).In(world))];
    }

    private static string[] CapacitiesOf(CommandContext context)
    {
        if (WorldOptions.MemoryIn(context) is { } memory)
            return context.Has(Capacities) ? throw CommandFailure.Usage("--memory and --capacities exclude each other") : [memory];
        return WorldOptions.NamedOf(context) is { } named && !context.Has(Capacities) ? [named.Capacity] : context.List(Capacities);
    }

    private static string[] PoliciesOf(CommandContext context) =>
        [.. context.List(Policies, CompareCommand.Everyone).Append(context.Get(Own)).Select(PolicyCatalog.Checked).Distinct()];

    private static Standing StandingOn(string name, Scenario scenario, string[] policies, TunedPolicies? tuned, CommandContext context,
        Action<int, string> progress)
    {
        try
        {
            scenario.Prepare(context.Get(RunOptions.FirstSeed));
            var named = policies.ToDictionary(policy => tuned?.SpecOf(scenario.World.Machine.Name, policy) ?? policy);
            var comparison = new Comparison(scenario, named.Keys, context.Get(RunOptions.FirstSeed), context.Get(Seeds));
            comparison.Run(context.Get(RunOptions.Threads), progress, context.Cancellation);
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
                $"Cost in s waited + s loaded per 1,000 requests, mean of seeds {RunOptions.Range(context, Seeds)}"));
        context.Write(Table.Of(standings.Where(row => row.Refusal is null),
            (Column.Word("world"), row => row.Workload),
            (Column.Number("pool"), row => row.Capacity),
            (Column.Number("bound"), row => CompareCommand.Short(row.LowerBound)),
            (Column.Number("plan"), row => CompareCommand.Short(row.Plan)),
            (Column.Number("attainable"), row => CompareCommand.Short(row.Attainable)),
            (Column.Number(context.Get(Own)), row => CompareCommand.Short(row.Cost)),
            (Column.Word("best rival"), row => row.BestRival),
            (Column.Number("ratio"), row => (row.BestRivalCost / row.Cost)?.ToString("F3", CultureInfo.InvariantCulture) ?? "-"),
            (Column.Number("cheaper"), row => row.Cheaper.Count)));
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
}
