using System.Collections.Immutable;
using System.Globalization;
using Teleo.Experiments.Comparisons;
using Teleo.Experiments.Tables;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>Makes the page of one policy among its rivals over many worlds.</summary>
internal static class StandingsPage
{
    private const int RivalsShown = 24;

    /// <param name="where">The option that names a world on a command line.</param>
    public static ReportPage Of(IReadOnlyList<Standing> standings, string policy, int seeds, string where)
    {
        var played = standings.Where(row => row.Refusal is null).ToList();
        return new($"{policy} among its rivals", Verdict(played, policy),
        [
            new Block.Heading("Every world"),
            Block.Table.Of(
                $"Means of {StudyPhrases.Counted(seeds, "seed")}, in seconds waited and loaded per 1,000 requests; the ratio is the best "
                    + $"rival's cost over that of {policy}",
                played,
                (Column.Text("world"), row => row.Workload),
                (Column.Number("memory"), row => row.Capacity),
                (Column.Number("bound"), row => ComparisonPage.Number(row.LowerBound)),
                (Column.Number("plan"), row => ComparisonPage.Number(row.Plan)),
                (Column.Text("by"), row => row.Planner ?? "-"),
                (Column.Number("attainable"), row => ComparisonPage.Number(row.Attainable)),
                (Column.Number(policy), row => ComparisonPage.Number(row.Cost)),
                (Column.Text("best rival"), row => row.BestRival ?? "-"),
                (Column.Number("ratio"), Ratio),
                (Column.Text($"cheaper than {policy}"),
                    row => string.Join(", ", row.Cheaper.Take(6)) + (row.Cheaper.Count > 6 ? ", ..." : ""))),
            .. standings.Where(row => row.Refusal is not null)
                .Select(row => new Block.Paragraph($"{row.Workload} at {row.Capacity} was not played: {row.Refusal}")),
            .. Block.Known(Unplanned(played)),
        ])
        {
            Picture = played.Count == 0 ? null
                : new(Chart(played, policy), $"Cost of each rival over that of {policy}, by world: blue, below 0, is where the rival is "
                    + "cheaper."),
            Next = [.. Steps(played, policy, where)],
        };
    }

    private static IEnumerable<NextStep> Steps(List<Standing> played, string policy, string where)
    {
        if (played.Count == 0) yield break;
        var closest = Worst(played) ?? played.OrderBy(row => row.BestRivalCost / row.Cost).First();
        yield return new(
            "A row is a mean of few seeds. Before it is called a win or a loss, play it under twenty, which gives an interval.",
            $"teleo sim compare {where} {closest.Workload} --capacity {closest.Capacity} "
                + $"--policies {policy},{closest.BestRival} --seeds 20 --page compare.html");
        yield return new("Ask the same of your own request log.", "teleo advise LOG --models models.csv --memory 16GB --page advice.html");
    }

    private static Standing? Worst(IReadOnlyList<Standing> played) =>
        played.Where(row => row.Cheaper.Count > 0).MinBy(row => row.BestRivalCost / row.Cost);

    /// <summary>Names the cells in which knowing the future made no cheaper run; null where there is none.</summary>
    public static string? Unplanned(IReadOnlyList<Standing> played)
    {
        string[] cells = [.. played.Where(row => row.IsPlanDeployable).Select(row => $"{row.Workload} at {row.Capacity}")];
        return cells.Length == 0 ? null
            : $"No run that knows the future is cheaper than the best that can be deployed on {string.Join(", ", cells)}: "
                + "how far the optimum lies below is not known there.";
    }

    private static string Verdict(IReadOnlyList<Standing> played, string policy)
    {
        if (played.Count == 0) return "Nothing could be played.";
        int best = played.Count(row => row.Cheaper.Count == 0);
        var worst = Worst(played);
        string beaten = worst is null ? "" : string.Create(CultureInfo.InvariantCulture,
            $" Its largest loss is on {worst.Workload} at {worst.Capacity}, where {worst.BestRival} is "
                + $"{100 * (1 - worst.BestRivalCost!.Value / worst.Cost!.Value):0.#} % cheaper.");
        return $"{policy} is the cheapest in {best} of {played.Count} worlds.{beaten}";
    }

    private static string Ratio(Standing row) =>
        row.BestRivalCost is { } rival && row.Cost is > 0 ? (rival / row.Cost.Value).ToString("0.000", CultureInfo.InvariantCulture) : "-";

    private static Figure Chart(IReadOnlyList<Standing> played, string policy)
    {
        string[] rivals = [.. played.SelectMany(row => row.Ratios).GroupBy(ratio => ratio.Key)
            .OrderBy(group => group.Average(ratio => Math.Log(Math.Max(1e-3, ratio.Value)))).Take(RivalsShown).Select(group => group.Key)];
        ImmutableArray<string> cells = [.. played.Select(row => $"{row.Workload} {row.Capacity}")];
        ImmutableArray<double> values = [.. from row in played from rival in rivals select Shown(row, rival)];
        ImmutableArray<double> Edges(int count) => [.. Enumerable.Range(0, count + 1).Select(i => i - 0.5)];
        var colours = new ColourScale($"Cost over {policy}", "%") { Centre = 0, From = -30, To = 30 };
        return Figure.Of("standings", new Scale.Categories("", [.. rivals]), new Scale.Categories("", cells),
            new Mark.Cells(Edges(rivals.Length), Edges(cells.Length), values, colours)) with
        {
            Width = 900,
            Note = $"The {rivals.Length} rivals with the lowest costs over all worlds. Differences beyond 30 % have the colour of 30 %.",
        };
    }

    private static double Shown(Standing row, string rival) =>
        row.Ratios.TryGetValue(rival, out double ratio) ? Math.Clamp(100 * (ratio - 1), -30, 30) : double.NaN;
}
