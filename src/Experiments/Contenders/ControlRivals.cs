using Teleo.Controller.Policies;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.Contenders;

/// <summary>Floors and placebos that isolate a claim.</summary>
internal static class ControlRivals
{
    private const string Own = "this project";

    public static IEnumerable<PolicyEntry> Entries { get; } =
    [
        Of("never-act", "keeps what is resident at the start and loads nothing", _ => new NeverActPolicy()),
        Of("load-use-unload", "loads for a request and unloads at once after it",
            c => new StaticSetPolicy("load-use-unload", c.Catalog, new bool[c.Catalog.Count])),
        Of("static-train", "keeps the set that was best in training; others pass through",
            c => new StaticSetPolicy("static-train", c.Catalog,
                StaticSet.Best(c, c.TrainingCounts ?? throw Needs("counts of a training part")))),
        new("static-hindsight", PolicyFamily.Clairvoyant, "keeps the set that is best for the very run; the comparator of regret", Own,
            c => new StaticSetPolicy("static-hindsight", c.Catalog,
                StaticSet.Best(c, c.HindsightCounts ?? throw Needs("counts of the run itself")))),
        Of("random-victim", "a uniformly drawn resident leaves",
            c => new RandomVictimPolicy("random-victim", c.Catalog, c.Seeds.Stream("random-victim", c.Replication))),
        Of("random-action", "acts as often as another policy, on a feasible action drawn at random",
            c => new RandomActionPolicy("random-action", c.Catalog, c.Seeds.Stream("random-action", c.Replication), ActionShare(c)),
            new PolicyOption("share", 0, "share of decisions that act; 0 takes it from the recorded actions") { Most = 1 }),
        Of("action-shuffle", "replays another policy's actions with permuted targets",
            c => new ActionShufflePolicy(c.ActionLog ?? throw Needs("the recorded actions of another policy"),
                c.Seeds.Stream("action-shuffle", c.Replication))),
        Of("cost-only", "drops the dearest to keep while less than a reserve is free",
            c => new CostOnlyPolicy("cost-only", c.Catalog, c["reserve"]),
            new PolicyOption("reserve", 0.1, "share of the pool to keep free") { Most = 1 }),
        Of("scheduled-growth", "adds a skill every few ticks, then freezes",
            c => new ScheduledGrowthPolicy("scheduled-growth", c.Catalog, (int)c["ticks"]),
            new PolicyOption("ticks", 10, "ticks between additions") { Least = 1, Most = 1e6 }),
        Of("fixed-routing", "loads the first skills of the catalog that fit and never changes them",
            c => new ScheduledGrowthPolicy("fixed-routing", c.Catalog, ticksBetween: 0)),
    ];

    private static double ActionShare(PolicyContext context) =>
        context["share"] > 0
            ? context["share"]
            : (context.ActionLog ?? throw Needs("a share, or the recorded actions of another policy")).ActionShare;

    private static PolicyRefusedException Needs(string what) => new($"it needs {what}");

    private static PolicyEntry Of(string name, string description, Func<PolicyContext, IPolicy> create, params PolicyOption[] options) =>
        new(name, PolicyFamily.Control, description, Own, create) { Options = [.. options] };
}
