using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Teleo.Controller.Policies;
using Teleo.Engine.Storage;
using Teleo.Experiments.Comparisons;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Worlds;
using Teleo.Shell;

namespace Teleo.Simulations;

/// <summary>The command <c>teleo sim compare</c>: simulates every policy on the same seeds.</summary>
internal static class CompareCommand
{
    private static readonly Option<string> Policies = new("--policies", "-p")
    {
        Description = "Policies, separated by commas, or all: our controller and every rival",
        DefaultValueFactory = _ => "all",
        HelpName = "P1,P2"
    };
    private static readonly Option<int> Seeds = RunOptions.SeedsOf("Number of seeds for every policy", 20, most: 100_000);
    private static readonly Option<string> Against = new("--against")
    {
        Description = "The policy that the others are compared with",
        DefaultValueFactory = _ => Comparison.Model,
        HelpName = "NAME"
    };
    private static readonly Option<string?> Csv = new("--csv") { Description = "Write one row per policy and seed", HelpName = "FILE" };

    /// <summary>Our controller and every rival.</summary>
    internal static IReadOnlyList<string> Everyone =>
        [.. PolicyCatalog.Entries.Where(entry => entry.Family != PolicyFamily.Teleodynamic || entry.Name == Comparison.Model)
            .Select(entry => entry.Name)];

    public static Subcommand Build() => new("compare", "Simulate one workload under many policies, on the same seeds", Run,
        ["teleo sim compare --workload drift --capacity 6 --policies lru,value-set --seeds 10"])
    {
        Policies, Against, Seeds, RunOptions.FirstSeed, RunOptions.Threads, SimCommands.HindsightShare, Csv,
        PageOption.Page, PageOption.Figures,
        SimCommands.ScenarioOptions,
    };

    private static ExitCode Run(CommandContext context)
    {
        var scenario = SimCommands.ScenarioOf(context);
        var assumptions = CheckFirst(scenario, context);
        var comparison = new Comparison(scenario, PoliciesOf(context), context.Get(RunOptions.FirstSeed),
            context.Get(Seeds))
        { HindsightShare = context.Get(SimCommands.HindsightShare) };
        try
        {
            Played(context, "comparing", comparison);
        }
        finally
        {
            if (context.Get(Csv) is { } path) AtomicFile.Write(path, file => ComparisonCsv.Write(comparison.Cells, file));
        }

        var found = ComparisonRow.Of(comparison.Cells, context.Get(Against)).Select(row => row with { Assumed = assumptions }).ToList();
        var code = context.Result(found, rows =>
        {
            Write(rows, scenario, context);
            WorldOptions.WriteAssumptions(assumptions, context);
        });
        PageOption.Write(context, () => ComparisonPage.Of(found, context.Get(Against), SimCommands.Words(scenario),
            context.Spelled(SimCommands.ScenarioOptions)));
        return code;
    }

    /// <summary>Simulates every policy on the same consecutive seeds, with a line of progress.</summary>
    internal static Comparison Played(CommandContext context, string what, Comparison comparison) => context.During(what, progress =>
    {
        comparison.Run(
            context.Get(RunOptions.Threads), (done, policy) => progress.Report(done, comparison.Count, policy), context.Cancellation);
        return comparison;
    });

    /// <summary>Refuses what cannot be run before anything runs. Returns what was assumed of the world.</summary>
    private static ImmutableArray<Assumption> CheckFirst(Scenario scenario, CommandContext context)
    {
        var prepared = scenario.Prepare(context.Get(RunOptions.FirstSeed));
        SimCommands.HindsightOf(prepared.Run, context);
        if (context.List(Policies).Length == 0) throw CommandFailure.Usage("--policies names no policy");
        foreach (string policy in PoliciesOf(context)) PolicyCatalog.Checked(policy);
        return prepared.Assumptions;
    }

    private static IReadOnlyList<string> PoliciesOf(CommandContext context)
    {
        if (context.Get(Policies) == "all") return Everyone;

        // A comma also stands between the numbers of one policy: a part without a name of its own belongs to the part before.
        var policies = new List<string>();
        foreach (string part in context.List(Policies))
        {
            if (policies.Count > 0 && part.Contains('=') && !part.Contains(':')) policies[^1] += "," + part;
            else policies.Add(part);
        }

        foreach (string beside in (string[])["never-act", "clairvoyant", "clairvoyant-credit", context.Get(Against)])
            if (!policies.Contains(beside)) policies.Add(beside);
        return policies;
    }

    private static void Write(IReadOnlyList<ComparisonRow> rows, Scenario scenario, CommandContext context)
    {
        string against = context.Get(Against);
        context.Line(
            context.Terminal.Bold(
                $"{scenario.Workload}, capacity {scenario.Capacity}, seeds {RunOptions.Range(context, Seeds)}; "
                    + "cost is s waited + s loaded per 1,000 requests"));
        context.Write(Table.Of(rows.Where(row => row.Refusal is null),
            (Column.Text("policy"), row => row.Policy),
            (Column.Number("cost"), row => Short(row.Cost)),
            (Column.Number($"over {against}"), row => row.Policy == against ? "" : Short(row.CostToFloor)),
            (Column.Number("95 %"), row => row.Policy == against ? "" : HalfInterval(row)),
            (Column.Number("wait s"), row => Short(row.MeanWaitS)),
            (Column.Number("p95"), row => Short(row.P95WaitS)),
            (Column.Number("miss %"), row => Short(100 * row.MissRatio)),
            (Column.Extra("SLO %"), row => Short(100 * row.SloAttainment)),
            (Column.Extra("loads"), row => Short(row.Loads)),
            (Column.Extra("load s"), row => Short(row.LoadSeconds)),
            (Column.Number("lost"), row => Short(row.Lost))));
        foreach (string remark in Remarks(rows, context.Get(Seeds))) context.Paragraph(remark);
        if (rows.Any(row => row.Policy == against && row.GoodDecisionRatio is not null)) WriteHindsight(rows, context);
        foreach (var row in rows.Where(row => row.Refusal is not null)) context.Paragraph(row.Refusal!);
    }

    private static string HalfInterval(ComparisonRow row) =>
        row.CostToFloorLow < row.CostToFloorHigh ? $"+-{Short((row.CostToFloorHigh - row.CostToFloorLow) / 2)}" : "";

    /// <summary>The notes below the table: the bound, the distance from it, and seeds without effect.</summary>
    private static IEnumerable<string> Remarks(IReadOnlyList<ComparisonRow> rows, int seeds) =>
    [
        .. rows.Max(row => row.LowerBound) is { } bound ? BoundRemarks(rows, bound) : [],
        .. SplitOf(rows) is { } split ? [split] : Array.Empty<string>(),
        .. seeds > 1 && rows.All(row => row.CostToFloorLow == row.CostToFloorHigh)
            ? ["Every seed gave the same figures, since requests and sizes are fixed: the seeds say nothing of chance."]
            : Array.Empty<string>(),
    ];

    private static IEnumerable<string> BoundRemarks(IReadOnlyList<ComparisonRow> rows, double bound)
    {
        var best = rows.MinBy(row => row.Cost ?? double.PositiveInfinity)!;
        yield return $"No policy can cost less than {Short(bound)} ({WaitAndLoadBound.Name}, relaxed); the optimum of all who may load "
            + $"ahead lies between it and {Short(best.Cost)}, which {best.Policy} reaches.";
        if (ComparisonPage.IsDeployable(best.Policy)) yield return ComparisonPage.Unplanned;
        if (ComparisonPage.SaysNothing(bound, best.Cost)) yield return ComparisonPage.NothingSaid;
    }

    /// <summary>
    /// Divides our controller's distance from the bound into its decisions, the forecast, and the remainder of a perfect forecast.
    /// </summary>
    private static string? SplitOf(IReadOnlyList<ComparisonRow> rows)
    {
        double? Cost(string policy) => rows.FirstOrDefault(row => row.Policy == policy)?.Cost;
        if (rows.Max(row => row.LowerBound) is not { } bound || Cost(Comparison.Model) is not { } ours || Cost("mpc") is not { } forecast
            || Cost("mpc-perfect") is not { } perfect) return null;
        return $"Our distance from the bound, {Short(ours - bound)}: {Short(ours - forecast)} beyond MPC with its forecast, "
            + $"{Short(forecast - perfect)} for the forecast, {Short(perfect - bound)} between perfect MPC and the bound.";
    }

    private static void WriteHindsight(IReadOnlyList<ComparisonRow> rows, CommandContext context)
    {
        context.Write(Table.Of(rows.Where(row => row.GoodDecisionRatio is not null),
            (Column.Text("policy"), row => row.Policy),
            (Column.Number("good decisions %"), row => Short(100 * row.GoodDecisionRatio)),
            (Column.Number("regret s"), row => Short(row.DecisionRegretS))));
    }

    internal static string Short(double? value) => value is not { } known ? "-"
        : known.ToString(Math.Abs(known) switch { >= 100 => "F0", >= 10 => "F1", _ => "F2" }, CultureInfo.InvariantCulture);
}
