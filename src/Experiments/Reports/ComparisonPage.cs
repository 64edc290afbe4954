using System.Globalization;
using Teleo.Experiments.Comparisons;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Tables;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>Writes the page of policies compared on one workload: verdict, figure, table, assumptions.</summary>
internal static class ComparisonPage
{
    /// <summary>A policy dearer than the baseline by more than this many percent is drawn at the edge.</summary>
    private const double Edge = 100;

    /// <summary>The share of the cheapest plan below which a bound is not informative.</summary>
    private const double LeastTelling = 0.2;

    public const string NothingSaid = "The bound is not informative here: it leaves out service and loaders, which are scarce.";

    public const string Unplanned = "No run that knows the future is cheaper: how far the optimum lies below is not known.";

    /// <param name="scenario">The workload and the capacity, in words.</param>
    /// <param name="options">The options that give this scenario on a command line.</param>
    public static ReportPage Of(IReadOnlyList<ComparisonRow> rows, string against, string scenario, string options)
    {
        var known = rows.Where(row => row.Cost is not null).ToList();
        return new($"Policies on {scenario}", Verdict(known, against),
        [
            new Block.Heading("Every policy"),
            Table(known, against),
            .. Block.Known(Bound(known)),
            .. rows.SelectMany(row => Block.Known(row.Refusal)),
            new Block.Paragraph(
                "More seeds narrow the intervals where arrivals are made by the seed. A recorded log needs more hours instead, or teleo "
                    + "advise, which takes intervals over blocks of its time."),
            .. Block.Assumed(rows.Count > 0 ? rows[0].Assumed : []),
        ])
        {
            Picture = known.Any(row => row.Policy == against)
                ? new(Chart(known, against), $"Cost of each policy against {against}, with its 95 % interval over seeds.") : null,
            Next = [.. Steps(known, against, options)],
        };
    }

    private static IEnumerable<NextStep> Steps(IReadOnlyList<ComparisonRow> rows, string against, string options)
    {
        string best = rows.FirstOrDefault(row => IsDeployable(row.Policy))?.Policy ?? against;
        int seeds = 4 * (rows.Count > 0 ? rows[0].Seeds : 1);
        if (best != against)
            yield return new("Be surer of the best two, with intervals half as wide.",
                NextStep.Line("teleo sim compare", options, $"--policies {best},{against} --seeds {seeds}"));
        yield return new($"Look at every decision of {best} in a browser.",
            NextStep.Line("teleo sim run", options, $"--policy {best} --trace run.jsonl.gz && teleo trace view run.jsonl.gz"));
        yield return new("Ask the same of your own request log.", "teleo advise LOG --models models.csv --memory 16GB --page advice.html");
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

    internal static bool IsDeployable(string policy) =>
        PolicyCatalog.TryFind(policy, out _) && !PolicyCatalog.KnowsTheFuture(policy);

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
        var others = rows.Where(row => row.Policy != against).ToList();
        var shown = others.Take(EffectForest.MostRows).Select(row => (row.Policy, Change: Percent(row, floor)))
            .Select(row => (row.Policy, row.Change.Value, row.Change.Low, row.Change.High)).ToList();
        string some = others.Count > shown.Count ? $" The {shown.Count} cheapest of {others.Count}; the table has all." : "";
        return EffectForest.Of("comparison", $"Cost against {against}", 0, Edge, shown,
            $"Mean over {floor.Seeds} seeds, paired; left of the line is cheaper.{some}");
    }

    private static Block.Table Table(IReadOnlyList<ComparisonRow> rows, string against) => Block.Table.Of(
        "Means over seeds; a cost is seconds waited and seconds loaded per 1,000 requests", rows,
        (Column.Text("policy"), row => row.Policy),
        (Column.Number("cost"), row => Number(row.Cost)),
        (Column.Number($"over {against}"), row => row.Policy == against ? "" : Number(row.CostToFloor)),
        (Column.Number("95 %"), row =>
            row.CostToFloorLow < row.CostToFloorHigh ? $"{Number(row.CostToFloorLow)} to {Number(row.CostToFloorHigh)}" : ""),
        (Column.Number("wait s"), row => Number(row.MeanWaitS)),
        (Column.Number("p95 s"), row => Number(row.P95WaitS)),
        (Column.Number("misses %"), row => Number(100 * row.MissRatio)),
        (Column.Number("loads"), row => Number(row.Loads)),
        (Column.Number("lost"), row => Number(row.Lost)));
}
