using System.Text.Json;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Falsification;

/// <summary>The study that judges the commitments: the same arms under pressure and where everything fits.</summary>
internal static class FalsificationStudy
{
    private const int QuickSeeds = 8, QuickRequests = 2_000;

    /// <summary>The shipped definition, <c>experiments/commitments.json</c>.</summary>
    public static StudyDefinition Full { get; } = Shipped();

    /// <summary>
    /// Small enough for a coffee break: two workloads, eight seeds, short runs, and only the arms that a criterion needs.
    /// </summary>
    public static StudyDefinition Quick { get; } = Full with
    {
        Name = "falsify-quick",
        Workloads = [.. Full.Workloads.Take(2)],
        TuningWorkloads = [],
        Budgets = [Full.Budgets.Min(), Full.Budgets.Max()],
        Arms = [Arms.Full, .. NeededArms.Where(arm => arm != Arms.Full)],
        Seeds = [.. Full.Seeds.Take(QuickSeeds)],
        Requests = QuickRequests,
        Metrics = [],
        Hypotheses = [],
        Controls = [],
    };

    private static IEnumerable<string> NeededArms =>
        Commitments.All.SelectMany(commitment => commitment.Criteria).SelectMany(criterion => criterion.Arms).Distinct()
            .Where(arm => PolicyCatalog.TryFind(arm, out _));

    private static StudyDefinition Shipped()
    {
        using var stream = typeof(FalsificationStudy).Assembly.GetManifestResourceStream("commitments.json")!;
        return JsonSerializer.Deserialize<StudyDefinition>(stream, StudyFile.Options)!;
    }
}
