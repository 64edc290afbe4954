using System.Collections.Immutable;
using Teleo.Controller.Policies;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Falsification;

/// <summary>The study that judges the commitments: the same arms under pressure and where everything fits.</summary>
internal static class FalsificationStudy
{
    private static readonly ImmutableArray<string> NeededArms =
    [
        Arms.Full,
        .. Commitments.All.SelectMany(commitment => commitment.Criteria).SelectMany(criterion => criterion.Arms)
            .Where(arm => arm != Arms.Full && PolicyCatalog.TryFind(arm, out _)).Distinct(),
    ];

    /// <summary>Small enough for a coffee break: two workloads, eight seeds, short runs.</summary>
    public static StudyDefinition Quick { get; } = Of("falsify-quick", ["zipf", "drift"], 8, 2_000);

    public static StudyDefinition Full { get; } = Of("falsify", ["zipf", "drift", "bursts", "regime"], 20, 0);

    private static StudyDefinition Of(string name, ImmutableArray<string> workloads, int seeds, long requests) => new()
    {
        Name = name,
        Question = "Which commitments does the controller keep?",
        Commitments = [.. Commitments.All.Select(commitment => commitment.Id).Where(id => id[0] == 'C')],
        Workloads = workloads,
        Budgets = [0.3, 1],
        Baseline = Arms.Full,
        Arms = NeededArms,
        Seeds = [.. Enumerable.Range(1, seeds).Select(seed => (ulong)seed)],
        Requests = requests,
        PrimaryMetric = PoolMetrics.Cost,
    };
}
