using Teleo.Experiments.Metrics;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Worlds;

namespace Teleo.Experiments.Comparisons;

/// <summary>One policy over all seeds of a comparison: means, and the paired difference of its cost from the reference.</summary>
internal sealed record ComparisonRow
{
    public required string Policy { get; init; }
    public required int Seeds { get; init; }
    public string? Refusal { get; init; }
    public double? MeanWaitS { get; init; }
    public double? P95WaitS { get; init; }
    public double? MissRatio { get; init; }
    public double? SloAttainment { get; init; }
    public double? Loads { get; init; }
    public double? LoadSeconds { get; init; }
    public double? ThrashEvents { get; init; }
    public double? Lost { get; init; }

    /// <summary>Seconds waited and seconds loaded per 1,000 requests, added one to one.</summary>
    public double? Cost { get; init; }

    /// <summary>Mean over seeds of this cost less the floor's, with its 95 % interval (Student, paired).</summary>
    public double? CostToFloor { get; init; }
    public double? CostToFloorLow { get; init; }
    public double? CostToFloorHigh { get; init; }

    /// <summary>Mean over seeds of the cost beyond the compulsory over the bound's.</summary>
    public double? NormalisedExcess { get; init; }

    /// <summary>The share of good decisions in hindsight; null if none were judged.</summary>
    public double? GoodDecisionRatio { get; init; }
    public double? DecisionRegretS { get; init; }

    /// <summary>
    /// Seconds waited and loaded beyond the best set that never changes, and beyond the
    /// best policy here, at equal steps of the trace; means over seeds.
    /// </summary>
    public IReadOnlyList<double>? RegretToStaticS { get; init; }
    public IReadOnlyList<double>? RegretToBestS { get; init; }

    /// <summary>Mean over seeds of the lower bound of any policy; null if no bound applies.</summary>
    public double? LowerBound { get; init; }

    /// <summary>Assumed quantities of models and machine.</summary>
    public IReadOnlyList<Assumption> Assumed { get; init; } = [];

    /// <summary>Rows in the order of their cost, refused policies last.</summary>
    public static IReadOnlyList<ComparisonRow> Of(IEnumerable<ComparisonCell> cells, string floor)
    {
        ComparisonCell[] all = [.. cells];
        var regrets = new RegretCurves(all);
        var byPolicy = all.GroupBy(cell => cell.Policy).ToList();
        var floors = byPolicy.FirstOrDefault(group => group.Key == floor)
            ?.Where(cell => cell.Report is not null).ToDictionary(cell => cell.Seed, cell => cell.Report!.Cost) ?? [];
        return [.. byPolicy.Select(group => Of(group.Key, [.. group], floors, regrets)).OrderBy(row => row.Cost ?? double.MaxValue)
            .ThenBy(row => row.Policy, StringComparer.Ordinal)];
    }

    private static ComparisonRow Of(string policy, IReadOnlyList<ComparisonCell> cells,
        Dictionary<ulong, double> floors, RegretCurves regrets)
    {
        RunReport[] reports = [.. cells.Where(cell => cell.Report is not null).Select(cell => cell.Report!)];
        if (reports.Length == 0) return new ComparisonRow { Policy = policy, Seeds = 0, Refusal = cells[0].Refusal };
        double[] differences = [.. cells.Where(cell => cell.Report is not null && floors.ContainsKey(cell.Seed))
            .Select(cell => cell.Report!.Cost - floors[cell.Seed])];
        var paired = differences.Length > 1 ? PairedTest.Of(differences) : null;
        var interval = paired?.Interval(0.95);
        return new ComparisonRow
        {
            Policy = policy,
            Seeds = reports.Length,
            MeanWaitS = MeanOf("mean_wait_s"),
            P95WaitS = MeanOf("p95_wait_s"),
            MissRatio = MeanOf("miss_ratio"),
            SloAttainment = MeanOf("slo_attainment"),
            Loads = MeanOf("loads"),
            LoadSeconds = MeanOf("load_seconds"),
            ThrashEvents = MeanOf("thrash_events"),
            Lost = MeanOf("lost"),
            LowerBound = MeanOf("bound"),
            Cost = MeanOf(PoolMetrics.Cost),
            NormalisedExcess = Mean(r => r.NormalisedExcess),
            GoodDecisionRatio = Mean(r => r.GoodDecisionRatio),
            DecisionRegretS = Mean(r => r.DecisionRegretS),
            RegretToStaticS = regrets.ToStaticSet(reports),
            RegretToBestS = regrets.ToBestPolicy(reports),
            CostToFloor = differences.Length > 0 ? differences.Average() : null,
            CostToFloorLow = interval?.Lower,
            CostToFloorHigh = interval?.Upper,
        };

        double? MeanOf(string metric) => Mean(report => PoolMetrics.Find(metric).Read!(report, null));

        double? Mean(Func<RunReport, double?> figure)
        {
            double[] known = [.. reports.Select(figure).OfType<double>()];
            return known.Length == 0 ? null : known.Average();
        }
    }
}
