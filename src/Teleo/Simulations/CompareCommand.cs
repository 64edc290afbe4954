using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Teleo.Controller.Policies;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Comparisons;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Worlds;
using Teleo.Shell;

namespace Teleo.Simulations;

/// <summary>The command <c>teleo sim compare</c>: every policy on the same seeds, beside the floor.</summary>
internal static class CompareCommand
{
    private static readonly Option<string> Policies = new("--policies", "-p")
    {
        Description = "Names with commas between, or all: our controller and every rival",
        DefaultValueFactory = _ => "all",
        HelpName = "P1,P2"
    };
    private static readonly Option<int> Seeds = new("--seeds")
    {
        Description = "How many seeds every policy runs on",
        DefaultValueFactory = _ => 20,
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
        HelpName = "N"
    };
    private static readonly Option<string> Against = new("--against")
    {
        Description = "The policy whose cost is taken off the others'",
        DefaultValueFactory = _ => Comparison.Model,
        HelpName = "NAME"
    };
    private static readonly Option<double> HindsightShare = new("--hindsight")
    {
        Description = "Share of decisions judged by the continued demand optimum (16 skills at most)",
        DefaultValueFactory = _ => 0,
        HelpName = "SHARE"
    };
    private static readonly Option<string?> Csv = new("--csv") { Description = "Writes one row per policy and seed", HelpName = "FILE" };

    /// <summary>Our controller and every rival.</summary>
    internal static IReadOnlyList<string> Everyone { get; } =
        [.. PolicyCatalog.Entries.Where(entry => entry.Family != PolicyFamily.Teleodynamic || entry.Name == Comparison.Model)
            .Select(entry => entry.Name)];

    public static Subcommand Build()
    {
        var verb = new Subcommand("compare", "Play one workload under many policies, on the same seeds", Run,
            ["teleo sim compare --workload drift --capacity 6 --policies lru,value-set --seeds 10"])
        {
            Policies, Against, Seeds, Seed, Threads, HindsightShare, Csv, PageOption.Page, PageOption.Figures,
        };
        foreach (var option in SimCommands.ScenarioOptions) verb.Add(option);
        return verb;
    }

    private static ExitCode Run(CommandContext context)
    {
        if (context.Get(Seeds) is < 1 or > 100_000) throw CommandFailure.Usage("--seeds takes 1 to 100000");
        if (context.Get(Threads) is < 1 or > 1024) throw CommandFailure.Usage("--threads takes 1 to 1024");
        var scenario = SimCommands.ScenarioOf(context);
        var assumptions = CheckFirst(scenario, context);
        var comparison = new Comparison(scenario, PoliciesOf(context), (ulong)context.Get(Seed),
            context.Get(Seeds))
        { HindsightShare = context.Get(HindsightShare) };
        try
        {
            using var progress = context.Progress("comparing");
            comparison.Run(context.Get(Threads), (done, policy) => progress.Report(done, comparison.Count, policy), context.Cancellation);
        }
        finally
        {
            if (context.Get(Csv) is { } path) AtomicFile.Write(path, file => ComparisonCsv.Write(comparison.Cells, file));
        }

        var found = ComparisonRow.Of(comparison.Cells, context.Get(Against)).Select(row => row with { Assumed = assumptions }).ToList();
        var code = context.Result(found, rows =>
        {
            Write(rows, scenario, context);
            WorldOptions.Tell(assumptions, context);
        });
        PageOption.Write(context, () => ComparisonPage.Of(found, context.Get(Against), SimCommands.Words(scenario),
            context.Spelled(SimCommands.ScenarioOptions)));
        return code;
    }

    /// <summary>Refuses what cannot be run before anything runs. Returns what was assumed of the world.</summary>
    private static ImmutableArray<Assumption> CheckFirst(Scenario scenario, CommandContext context)
    {
        var prepared = scenario.Prepare((ulong)context.Get(Seed));
        SimCommands.HindsightOf(prepared.Run, context.Get(HindsightShare));
        if (context.Get(Policies).Split(',').All(string.IsNullOrWhiteSpace)) throw CommandFailure.Usage("--policies names no policy");
        foreach (string policy in PoliciesOf(context))
        {
            if (!PolicyCatalog.TryFind(policy, out _)) prepared.CreatePolicy(policy, new([], []));
            if (PolicyCatalog.ProblemWith(policy) is { } problem) throw InputException.Asked("BadPolicy", problem);
        }

        return prepared.Assumptions;
    }

    private static IReadOnlyList<string> PoliciesOf(CommandContext context)
    {
        if (context.Get(Policies) == "all") return Everyone;

        // A comma also stands between the numbers of one policy: a part without a name of its own belongs to the part before.
        var policies = new List<string>();
        foreach (string part in context.Get(Policies).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
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
                $"{scenario.Workload}, capacity {scenario.Capacity}, seeds {context.Get(Seed)} to "
                    + $"{context.Get(Seed) + context.Get(Seeds) - 1}; cost is s waited + s loaded per 1,000 requests"));
        var table = new Table(
            Column.Text("policy"), Column.Number("cost"), Column.Number($"over {against}"), Column.Number("95 %"),
            Column.Number("wait s"), Column.Number("p95"), Column.Number("miss %"), Column.Extra("SLO %"),
            Column.Extra("loads"), Column.Extra("load s"), Column.Number("lost"));
        foreach (var row in rows.Where(row => row.Refusal is null))
        {
            bool isInterval = row.CostToFloorLow < row.CostToFloorHigh;
            string interval = isInterval && row.CostToFloorLow is { } low && row.CostToFloorHigh is { } high && row.Policy != against
                ? $"+-{Short((high - low) / 2)}" : "";
            table.Add(row.Policy, Short(row.Cost), row.Policy == against ? "" : Short(row.CostToFloor),
                interval, Short(row.MeanWaitS), Short(row.P95WaitS),
                Short(100 * row.MissRatio), Short(100 * row.SloAttainment), Short(row.Loads), Short(row.LoadSeconds), Short(row.Lost));
        }

        context.Write(table);
        if (rows.Max(row => row.LowerBound) is { } bound)
        {
            var best = rows.MinBy(row => row.Cost ?? double.PositiveInfinity)!;
            string truth = $"; the optimum of all who may load ahead lies between it and {Short(best.Cost)}, which {best.Policy} reaches";
            context.Paragraph($"No policy can cost less than {Short(bound)} ({WaitAndLoadBound.Name}, relaxed){truth}.");
            if (ComparisonPage.IsDeployable(best.Policy)) context.Paragraph(ComparisonPage.Unplanned);
            if (ComparisonPage.SaysNothing(bound, best.Cost)) context.Paragraph(ComparisonPage.NothingSaid);
        }

        if (SplitOf(rows) is { } split) context.Paragraph(split);
        if (context.Get(Seeds) > 1 && rows.All(row => row.CostToFloorLow == row.CostToFloorHigh))
            context.Paragraph("Every seed gave the same figures, since requests and sizes are fixed: the seeds say nothing of chance.");
        if (rows.FirstOrDefault(row => row.Policy == against)?.GoodDecisionRatio is not null) WriteHindsight(rows, context);
        foreach (var row in rows.Where(row => row.Refusal is not null)) context.Paragraph(row.Refusal!);
    }

    /// <summary>Divides our controller's distance from the bound: its decisions, the forecast, and what is left of a perfect one.</summary>
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
        var table = new Table(Column.Text("policy"), Column.Number("good decisions %"), Column.Number("regret s"));
        foreach (var row in rows.Where(row => row.GoodDecisionRatio is not null))
            table.Add(row.Policy, Short(100 * row.GoodDecisionRatio), Short(row.DecisionRegretS));
        context.Write(table);
    }

    internal static string Short(double? value)
    {
        if (value is not { } known) return "-";
        double size = Math.Abs(known);
        return known.ToString(size >= 1000 ? "F0" : size >= 100 ? "F0" : size >= 10 ? "F1" : "F2", CultureInfo.InvariantCulture);
    }
}
