using Teleo.Controller.Policies;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.Contenders;

/// <summary>Floors and placebos that isolate a claim.</summary>
internal static class ControlRivals
{
    private const string Own = "this project";

    public static IEnumerable<PolicyEntry> Entries { get; } =
    [
        Of("never-act", "keeps the initial resident set and loads nothing", _ => new NeverActPolicy()),
        Of("load-use-unload", "loads a skill for a request and unloads it right after",
            c => new StaticSetPolicy("load-use-unload", c.Catalog, new bool[c.Catalog.Count])),
        Of("static-train", "keeps the best set of a training part; other skills are loaded in turn",
            c => new StaticSetPolicy("static-train", c.Catalog,
                StaticSet.Best(c, c.TrainingCounts ?? throw Needs("counts of a training part")))),
        new("static-hindsight", PolicyFamily.Clairvoyant, "keeps the best set for the run itself; the reference for regret", Own,
            c => new StaticSetPolicy("static-hindsight", c.Catalog,
                StaticSet.Best(c, c.HindsightCounts ?? throw Needs("counts of the run itself")))),
        Of("random-victim", "evicts a uniformly drawn resident",
            c => new RandomVictimPolicy("random-victim", c.Catalog, c.Seeds.Stream("random-victim", c.Replication))),
        Of("action-shuffle", "replays another policy's actions with permuted targets",
            c => new ActionShufflePolicy(c.ActionLog ?? throw Needs("the recorded actions of another policy"),
                c.Seeds.Stream("action-shuffle", c.Replication))),
    ];

    private static PolicyRefusedException Needs(string what) => new($"it needs {what}");

    private static PolicyEntry Of(string name, string description, Func<PolicyContext, IPolicy> create, params PolicyOption[] options) =>
        new(name, PolicyFamily.Control, description, Own, create) { Options = [.. options] };
}
