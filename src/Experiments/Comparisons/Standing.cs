using Teleo.Controller.Policies;
using Teleo.Experiments.Contenders;

namespace Teleo.Experiments.Comparisons;

/// <summary>The place of our controller on one workload at one capacity: means over seeds.</summary>
internal sealed record Standing
{
    public required string Workload { get; init; }
    public required string Capacity { get; init; }

    /// <summary>Why it could not be played; nothing else is known then.</summary>
    public string? Refusal { get; init; }
    public double? Cost { get; init; }
    public double? LowerBound { get; init; }

    /// <summary>The cheapest feasible plan that knows the future, if it is cheaper than the best rival.</summary>
    public double? Clairvoyant { get; init; }
    public string? BestRival { get; init; }
    public double? BestRivalCost { get; init; }

    /// <summary>Cost of each rival over ours: below 1 it is the cheaper one.</summary>
    public IReadOnlyDictionary<string, double> Ratios { get; init; } = new Dictionary<string, double>();

    /// <summary>Rivals that are cheaper than ours, the cheapest first.</summary>
    public IReadOnlyList<string> Cheaper { get; init; } = [];

    public static Standing Of(string workload, string capacity, IEnumerable<ComparisonCell> cells, string own)
    {
        var rows = ComparisonRow.Of(cells, own).Where(row => row.Cost is not null).ToList();
        double cost = rows.Single(row => row.Policy == own).Cost!.Value;
        var rivals = rows.Where(row => row.Policy != own && !KnowsTheFuture(row.Policy)).ToList();
        return new Standing
        {
            Workload = workload,
            Capacity = capacity,
            Cost = cost,
            LowerBound = rows.Max(row => row.LowerBound),
            Clairvoyant = rows.FirstOrDefault(row => row.Policy == "clairvoyant")?.Cost,
            BestRival = rivals[0].Policy,
            BestRivalCost = rivals[0].Cost,
            Ratios = rivals.ToDictionary(row => row.Policy, row => row.Cost!.Value / cost),
            Cheaper = [.. rivals.Where(row => row.Cost < cost).Select(row => row.Policy)],
        };
    }

    private static bool KnowsTheFuture(string policy) => PolicyCatalog.TryFind(policy, out var entry) && entry.Family == PolicyFamily.Clairvoyant;
}
