using System.CommandLine;
using System.Globalization;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Comparisons;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Workloads;
using Teleo.Pool.Plants;
using Teleo.Shell;

namespace Teleo.Simulations;

/// <summary>The command <c>teleo sim standings</c>: our controller among all rivals on every shipped workload.</summary>
internal static class StandingsCommand
{
    private static readonly Option<string> Workloads = new("--workloads") { Description = "Names with commas between, or all", DefaultValueFactory = _ => "all", HelpName = "W1,W2" };
    private static readonly Option<string> Capacities = new("--capacities") { Description = "What the pool holds, as sim compare takes it, with commas between", DefaultValueFactory = _ => "30%,60%", HelpName = "C1,C2" };
    private static readonly Option<int> Seeds = new("--seeds") { Description = "How many seeds every policy runs on", DefaultValueFactory = _ => 2, HelpName = "N" };
    private static readonly Option<long> Seed = new("--seed") { Description = "The first of them", DefaultValueFactory = _ => 1, HelpName = "N" };
    private static readonly Option<int> Threads = new("--threads") { Description = "Runs at once; results do not depend on it", DefaultValueFactory = _ => Environment.ProcessorCount, HelpName = "N" };
    private static readonly Option<string?> Csv = new("--csv") { Description = "Writes each rival's cost over ours", HelpName = "FILE" };

    public static Verb Build() => new("standings", "Say who wins on which workload", context => InputErrors.Told(() => Run(context)),
        ["teleo sim standings --seeds 2 --csv standings.csv"]) { Workloads, Capacities, Seeds, Seed, Threads, Csv };

    private static ExitCode Run(CommandContext context)
    {
        if (context.Get(Seeds) is < 1 or > 1000 || context.Get(Threads) is < 1 or > 1024) throw CommandFailure.Usage("--seeds takes 1 to 1000 and --threads 1 to 1024");
        string[] workloads = context.Get(Workloads) == "all" ? [.. WorkloadLibrary.Names] : Parts(context.Get(Workloads));
        string[] capacities = Parts(context.Get(Capacities));
        foreach (string capacity in capacities) PoolCapacity.Parse(capacity);
        var standings = new List<Standing>();
        using (var progress = context.Progress("playing"))
        {
            int total = workloads.Length * capacities.Length * CompareCommand.Everyone.Count * context.Get(Seeds);
            int before = 0;
            foreach (string workload in workloads)
                foreach (string capacity in capacities)
                {
                    standings.Add(StandingOn(workload, capacity, context, (done, policy) => progress.Report(before + done, total, $"{workload} {capacity} {policy}")));
                    before += total / (workloads.Length * capacities.Length);
                }
        }

        if (context.Get(Csv) is { } path) WholeFile.WriteText(path, CsvOf(standings));
        return context.Result(standings, rows => Write(rows, context));
    }

    private static Standing StandingOn(string workload, string capacity, CommandContext context, Action<int, string> progress)
    {
        var scenario = new Scenario(workload, capacity);
        try
        {
            scenario.Prepare((ulong)context.Get(Seed));
            var comparison = new Comparison(scenario, CompareCommand.Everyone, (ulong)context.Get(Seed), context.Get(Seeds));
            comparison.Run(context.Get(Threads), progress, context.Cancellation);
            return Standing.Of(workload, capacity, comparison.Cells, Comparison.Model);
        }
        catch (InputException refused) when (refused.Code == "BadCapacity")
        {
            return new Standing { Workload = workload, Capacity = capacity, Refusal = refused.Message };
        }
    }

    private static void Write(IReadOnlyList<Standing> standings, CommandContext context)
    {
        context.Line(context.Terminal.Bold($"Cost in s waited + s loaded per 1,000 requests, mean of seeds {context.Get(Seed)} to {context.Get(Seed) + context.Get(Seeds) - 1}"));
        var table = new Table(Column.Word("workload"), Column.Number("pool"), Column.Number("bound"), Column.Number("clairvoyant"), Column.Number("ours"),
            Column.Word("best rival"), Column.Number("its/ours"), Column.Number("cheaper"));
        foreach (var row in standings.Where(row => row.Refusal is null))
            table.Add(row.Workload, row.Capacity, CompareCommand.Short(row.LowerBound), CompareCommand.Short(row.Clairvoyant), CompareCommand.Short(row.Cost), row.BestRival,
                (row.BestRivalCost / row.Cost)!.Value.ToString("F3", CultureInfo.InvariantCulture), row.Cheaper.Count);
        context.Write(table);
        context.Line("Cheaper: rivals whose mean is below ours; --csv and --json name them.");
        foreach (var row in standings.Where(row => row.Refusal is not null)) context.Line($"{row.Workload} at {row.Capacity} was not played: {row.Refusal}");
    }

    private static string CsvOf(IReadOnlyList<Standing> standings) =>
        "workload,capacity,policy,cost_over_ours\n" + string.Concat(
            from row in standings
            from rival in row.Ratios
            select string.Create(CultureInfo.InvariantCulture, $"{row.Workload},{row.Capacity},{rival.Key},{rival.Value:R}\n"));

    private static string[] Parts(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
