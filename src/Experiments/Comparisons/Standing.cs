using Teleo.Experiments.Contenders;

namespace Teleo.Experiments.Comparisons;

/// <summary>The place of one policy on one workload at one capacity: means over seeds.</summary>
internal sealed record Standing
{
    public required string Workload { get; init; }

    /// <summary>The ranked policy.</summary>
    public required string Policy { get; init; }
    public required string Capacity { get; init; }

    /// <summary>The reason why it could not run; other values are then unknown.</summary>
    public string? Refusal { get; init; }
    public double? Cost { get; init; }
    public double? LowerBound { get; init; }

    /// <summary>The cost of the cheapest run of all, which the optimum does not exceed.</summary>
    public double? Plan { get; init; }

    /// <summary>The policy that made the cheapest run.</summary>
    public string? Planner { get; init; }

    /// <summary>
    /// True if no run with knowledge of the future was cheaper than all deployable policies; the optimum may be far below.
    /// </summary>
    public bool IsPlanDeployable => Planner is { } planner && !PolicyCatalog.KnowsTheFuture(planner);

    /// <summary>The cost of our controller with the true rates of the coming ten minutes.</summary>
    public double? Attainable { get; init; }
    public string? BestRival { get; init; }
    public double? BestRivalCost { get; init; }

    /// <summary>Cost of each rival over the policy's own: below 1 the rival is the cheaper one.</summary>
    public IReadOnlyDictionary<string, double> Ratios { get; init; } = new Dictionary<string, double>();

    /// <summary>Rivals that are cheaper, the cheapest first.</summary>
    public IReadOnlyList<string> Cheaper { get; init; } = [];

    public static Standing Of(string workload, string capacity, IEnumerable<ComparisonCell> cells, string own)
    {
        var rows = ComparisonRow.Of(cells, own).Where(row => row.Cost is not null).ToList();
        double cost = rows.Single(row => row.Policy == own).Cost!.Value;
        var rivals = rows.Where(row => row.Policy != own && !PolicyCatalog.KnowsTheFuture(row.Policy)).ToList();
        return new Standing
        {
            Workload = workload,
            Policy = own,
            Capacity = capacity,
            Cost = cost,
            LowerBound = rows.Max(row => row.LowerBound),
            Plan = rows.MinBy(row => row.Cost)!.Cost,
            Planner = rows.MinBy(row => row.Cost)!.Policy,
            Attainable = rows.FirstOrDefault(row => row.Policy == "attainable")?.Cost,
            BestRival = rivals.FirstOrDefault()?.Policy,
            BestRivalCost = rivals.FirstOrDefault()?.Cost,
            Ratios = rivals.ToDictionary(row => row.Policy, row => row.Cost!.Value / cost),
            Cheaper = [.. rivals.Where(row => row.Cost < cost).Select(row => row.Policy)],
        };
    }
}
