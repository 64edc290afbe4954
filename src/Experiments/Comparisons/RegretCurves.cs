using Teleo.Experiments.Contenders;
using Teleo.Experiments.Metrics;

namespace Teleo.Experiments.Comparisons;

/// <summary>
/// Regret over time: the cumulative cost of a policy minus that of two comparators that are chosen afterwards, on the same seed.
/// </summary>
internal sealed class RegretCurves
{
    private const string StaticSet = "static-hindsight";

    private readonly Dictionary<ulong, RunReport> _statics = [];
    private readonly Dictionary<ulong, RunReport> _bests = [];

    public RegretCurves(IEnumerable<ComparisonCell> cells)
    {
        foreach (var cell in cells.Where(cell => cell.Report is not null))
        {
            var report = cell.Report!;
            if (PolicyCatalog.NameIn(cell.Policy) == StaticSet) _statics[cell.Seed] = report;
            bool knowsTheFuture = PolicyCatalog.KnowsTheFuture(cell.Policy);
            if (!knowsTheFuture && (!_bests.TryGetValue(cell.Seed, out var best) || report.Cost < best.Cost)) _bests[cell.Seed] = report;
        }
    }

    /// <summary>Against the best set that never changes; null where it was not among the policies.</summary>
    public double[]? ToStaticSet(IReadOnlyList<RunReport> reports) => Mean(reports, _statics);

    /// <summary>Against the cheapest policy of the comparison that does not know the future.</summary>
    public double[]? ToBestPolicy(IReadOnlyList<RunReport> reports) => Mean(reports, _bests);

    private static double[]? Mean(IReadOnlyList<RunReport> reports, Dictionary<ulong, RunReport> comparators)
    {
        var pairs = reports.Where(report => comparators.ContainsKey(report.Seed))
            .Select(report => (Own: report.CostCurveS, Other: comparators[report.Seed].CostCurveS)).ToList();
        return pairs.Count == 0
            ? null
            : [.. Enumerable.Range(0, pairs[0].Own.Count).Select(point => pairs.Average(pair => pair.Own[point] - pair.Other[point]))];
    }
}
