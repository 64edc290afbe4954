using System.Collections.Immutable;
using System.Globalization;
using Teleo.Controller.Policies;
using Teleo.Experiments.Comparisons;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Worlds;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>Writes the page of policies compared on one workload: verdict, figure, table, assumptions.</summary>
internal static class ComparisonPage
{
    /// <summary>A policy dearer than the baseline by more than this many percent is drawn at the edge.</summary>
    private const double Clip = 100;

    /// <summary>The share of the cheapest plan below which a bound is not informative.</summary>
    private const double LeastTelling = 0.2;

    public const string NothingSaid = "The bound is not informative here: it leaves out service and loaders, which are scarce.";

    public const string Unplanned = "No run that knows the future is cheaper: how far the optimum lies below is not known.";

    public static ReportPage Of(IReadOnlyList<ComparisonRow> rows, string against, string scenario, string more)
    {
        var known = rows.Where(row => row.Cost is not null).ToList();
        var blocks = ImmutableArray.CreateBuilder<Block>();
        blocks.Add(new Block.Heading("Comparison"));
        blocks.Add(new Block.Drawing(Chart(known, against), $"Cost of each policy against {against}, with its interval over seeds."));
        blocks.Add(Table(known, against));
        if (Bound(known) is { } bound) blocks.Add(new Block.Paragraph(bound));
        foreach (var refused in rows.Where(row => row.Refusal is not null)) blocks.Add(new Block.Paragraph(refused.Refusal!));
        AddAssumed(blocks, rows.Count > 0 ? rows[0].Assumed : []);
        blocks.Add(new Block.Heading("How to decide more"));
        blocks.Add(new Block.Paragraph(more));
        return new ReportPage($"Policies on {scenario}", Verdict(known, against), blocks.ToImmutable());
    }

    /// <summary>The cheapest policy that can be deployed, against the baseline.</summary>
    public static string Verdict(IReadOnlyList<ComparisonRow> rows, string against)
    {
        var deployable = rows.Where(row => IsDeployable(row.Policy)).ToList();
        var floor = rows.FirstOrDefault(row => row.Policy == against);
        if (floor is null || deployable.Count == 0) return "Nothing could be compared.";
        var best = deployable.MinBy(row => row.Cost)!;
        if (best.Policy == against)
        {
            var second = deployable.Where(row => row.Policy != against).MinBy(row => row.Cost);
            return second is null
                ? $"{against} ran alone." : $"{against} is the cheapest; next is {second.Policy}, {Change(second, floor)}.";
        }

        return $"{best.Policy} is the cheapest that can be deployed, {Change(best, floor)} than {against}.";
    }

    /// <summary>Returns the bound with its meaning, or that it is not informative.</summary>
    public static string? Bound(IReadOnlyList<ComparisonRow> rows)
    {
        if (rows.Max(row => row.LowerBound) is not { } lower) return null;
        var plan = rows.MinBy(row => row.Cost)!;
        string unknown = IsDeployable(plan.Policy) ? $" {Unplanned}" : "";
        string between =
            $"No policy can cost less than {Number(lower)}; the cheapest known run costs {Number(plan.Cost)} ({plan.Policy}).{unknown}";
        return SaysNothing(lower, plan.Cost) ? $"{between} {NothingSaid}" : between;
    }

    /// <summary>Returns true for a bound far below every known plan.</summary>
    public static bool SaysNothing(double lower, double? cheapest) => lower < LeastTelling * cheapest;

    internal static void AddAssumed(ImmutableArray<Block>.Builder blocks, IReadOnlyList<Assumption> assumed)
    {
        if (assumed.Count == 0) return;
        blocks.Add(new Block.Heading("Assumed"));
        foreach (var assumption in assumed) blocks.Add(new Block.Paragraph($"ASSUMED {assumption}."));
    }

    internal static bool IsDeployable(string policy) =>
        PolicyCatalog.TryFind(policy, out var entry) && entry.Family != PolicyFamily.Clairvoyant;

    internal static string Number(double? value) =>
        value is { } known ? known.ToString(Math.Abs(known) >= 100 ? "N0" : "0.0", CultureInfo.InvariantCulture) : "-";

    private static string Change(ComparisonRow row, ComparisonRow floor)
    {
        var (percent, low, high) = Percent(row, floor);
        string change = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(percent):0.#} % {(percent <= 0 ? "cheaper" : "dearer")}");
        return double.IsNaN(low)
            ? $"{change} (no interval: one seed, or seeds that change nothing)"
            : change + string.Create(CultureInfo.InvariantCulture, $" (95 % interval {low:+0.#;-0.#;0} to {high:+0.#;-0.#;0} %)");
    }

    private static (double Value, double Low, double High) Percent(ComparisonRow row, ComparisonRow floor)
    {
        double scale = 100 / floor.Cost!.Value;
        bool isInterval = row.CostToFloorLow < row.CostToFloorHigh;
        return (scale * (row.CostToFloor ?? 0), isInterval ? scale * row.CostToFloorLow!.Value : double.NaN, isInterval
            ? scale * row.CostToFloorHigh!.Value : double.NaN);
    }

    private static Figure Chart(IReadOnlyList<ComparisonRow> rows, string against)
    {
        var floor = rows.First(row => row.Policy == against);
        var shown = rows.Where(row => row.Policy != against).Select(row => (row.Policy, Change: Percent(row, floor))).ToList();
        int clipped = shown.Count(row => row.Change.Value > Clip);
        string Named(string policy, double value) =>
            value > Clip ? string.Create(CultureInfo.InvariantCulture, $"{policy} ({value:+0} %)") : policy;
        return Charts.Forest("comparison", new Scale.Linear($"Cost against {against}", "%"), 0,
            [.. shown.Select(
                row => (Named(row.Policy, row.Change.Value), Math.Min(Clip, row.Change.Value), Math.Min(Clip, row.Change.Low),
                Math.Min(Clip, row.Change.High)))]) with
        {
            Width = 900,
            Note = $"Mean over {floor.Seeds} seeds, paired; left of the line is cheaper."
                + (clipped > 0
                    ? $" {clipped} policies dearer by more than {Clip:0} % are drawn at the edge, their change in brackets." : ""),
        };
    }

    private static Block.Table Table(IReadOnlyList<ComparisonRow> rows, string against) => new(
        "Means over seeds; a cost is seconds waited and seconds loaded per 1,000 requests",
        [
            new("policy"), TableColumn.Number("cost"), TableColumn.Number($"over {against}"), TableColumn.Number("95 %"),
                TableColumn.Number("wait s"),
            TableColumn.Number("p95 s"), TableColumn.Number("misses %"), TableColumn.Number("loads"), TableColumn.Number("lost"),
        ],
        [.. rows.Select(row => (ImmutableArray<string>)
        [
            row.Policy, Number(row.Cost), row.Policy == against ? "" : Number(row.CostToFloor),
            row.CostToFloorLow < row.CostToFloorHigh ? $"{Number(row.CostToFloorLow)} to {Number(row.CostToFloorHigh)}" : "",
            Number(row.MeanWaitS), Number(row.P95WaitS), Number(100 * row.MissRatio), Number(row.Loads), Number(row.Lost),
        ])]);
}
