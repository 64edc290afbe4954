using System.Collections.Immutable;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Falsification;

/// <summary>
/// The five commitments, and the difference from the critical rival, as claims that can fail. All thresholds are ours, are defined here,
/// and were fixed before the runs. A commitment is demonstrated if all its criteria hold and refuted if one fails.
/// </summary>
internal static class Commitments
{
    /// <summary>Fast updates per structural action, at least.</summary>
    private const double TimescaleRatio = 2;

    /// <summary>Share of decisions with an action to take in which the resource must forbid it, for the gate to count as binding.</summary>
    private const double BindingRate = 0.01;

    /// <summary>Share of decisions inside freezes, at least, where nothing is to be gained by acting.</summary>
    private const double FreezeShare = 0.5;

    /// <summary>Share of stillnesses that outside limits may explain, at most.</summary>
    private const double ExternalShare = 0.05;

    /// <summary>The least extra cost of a control that must lose.</summary>
    private const double ControlMargin = 0.1;

    public static ImmutableArray<Commitment> All { get; } =
    [
        new("C1", "two timescales", "parameters move fast and structure slowly, each by a counter of its own",
        [
            new("C1.1", "the fast loop moves in every run", "F3", [Arms.Full],
                e => e.Always(Arms.Full, "adaptation_updates", x => x > 0, "is above 0")),
            new("C1.2", "with structure clamped, the structure's counter stands still", "F3", [Arms.NoStructure],
                e => e.Always(Arms.NoStructure, "structure_updates", x => x == 0, "is 0")),
            new("C1.3", "with structure clamped, the fast loop goes on", "F3", [Arms.NoStructure],
                e => e.Always(Arms.NoStructure, "adaptation_updates", x => x > 0, "is above 0")),
            new("C1.4", "parameters are updated at least twice per structural action", "", [Arms.Full], TimescalesApart),
        ]),
        new("C2", "endogenous resource", "outcomes and actions change it, and it limits later actions",
        [
            new("C2.1", "outcomes change it", "", [Arms.Full], e => e.Always(Arms.Full, "energy_gain", x => x != 0, "is not 0")),
            new("C2.2", "under pressure, actions change it", "", [Arms.Full], e => e.Above(Arms.Full, "energy_spent", e.Tight, 0)),
            new("C2.3", "the law reproduces every row", "", [Arms.Full], e => e.Always(Arms.Full, "ledger_errors", x => x == 0, "is 0")),
            new("C2.4", "under pressure it forbids one wanted action in a hundred", "F2", [Arms.Full],
                e => e.Above(Arms.Full, "gate_binding_rate", e.Tight, BindingRate)),
            new("C2.5", "resource to structure: opening the gate changes how often is acted", "F2", [Arms.Full, Arms.GateOpen],
                e => e.Differs(Arms.Full, Arms.GateOpen, "actions", e.Tight)),
            new("C2.6", "structure to resource: clamping structure changes the resource", "", [Arms.Full, Arms.NoStructure],
                e => e.Differs(Arms.Full, Arms.NoStructure, "energy_mean", e.Tight)),
            new("C2.7", "with structure clamped, the resource moves nothing", "", [Arms.NoStructure],
                e => e.Always(Arms.NoStructure, "actions", x => x == 0, "is 0")),
            new("C2.8", "with the resource clamped, structure leaves it as it is", "", [Arms.NoResource],
                e => e.Always(Arms.NoResource, "energy_spread", x => x == 0, "is 0")),
        ]),
        new("C3", "local objective", "every candidate is scored for the present situation before one is taken",
        [
            new("C3.1", "every candidate of every decision has its total, the no-op among them", "", [Arms.Full],
                e => e.Always(Arms.Full, "itemised_share", x => x == 1, "is 1")),
            new("C3.2", "the score carries information: the inverted comparator loses", "", [Arms.Inverted],
                e => e.Loses(Arms.Inverted, ControlMargin, e.Tight)),
            new("C3.3", "which action matters: acting at random as often loses", "", [Arms.RandomAction],
                e => e.Loses(Arms.RandomAction, ControlMargin, e.Tight)),
            new("C3.4", "which skill matters: the same actions on permuted skills lose", "", [Arms.ActionShuffle],
                e => e.Loses(Arms.ActionShuffle, ControlMargin, e.Tight)),
        ]),
        new("C4", "emergent halt", "no-op wins by itself, structure freezes, the fast loop goes on, and no cap was binding",
        [
            new("C4.1", "where nothing is to be gained, most decisions lie inside freezes", "", [Arms.Full],
                e => e.Above(Arms.Full, "freeze_share", e.Ample, FreezeShare)),
            new("C4.2", "outside limits explain few of the stillnesses there", "F1", [Arms.Full],
                e => e.Below(Arms.Full, "external_stop_share", e.Ample, ExternalShare)),
            new("C4.3", "no guard stopped anything there", "F1", [Arms.Full],
                e => e.Below(Arms.Full, "guard_vetoes", e.Ample, 0.5)),
            new("C4.4", "the fast loop goes on inside them", "", [Arms.Full],
                e => e.Above(Arms.Full, "inner_updates_in_freeze", e.Ample, 0)),
            new("C4.5", "ten times the caps leave the freeze as it is", "F1", [Arms.Full, Arms.ExpandedCaps],
                e => e.Same(Arms.ExpandedCaps, Arms.Full, "freeze_share", e.Ample, 0.1)),
            new("C4.6", "no caps leave the freeze as it is", "F1", [Arms.Full, Arms.CapFree],
                e => e.Same(Arms.CapFree, Arms.Full, "freeze_share", e.Ample, 0.1)),
            new("C4.7", "a plain stop from outside cannot imitate it under pressure", "F5", [Arms.HardStop],
                e => e.Loses(Arms.HardStop, ControlMargin, e.Tight)),
        ]),
        new("C5", "diagnosable phases", "growth, work and over-structuring can be told apart by criteria fixed beforehand",
        [
            new("C5.1", "under-structuring is found in some run", "F4", [Arms.Full], e => e.Somewhere("under_structuring")),
            new("C5.2", "teleodynamic growth is found in some run", "F4", [Arms.Full], e => e.Somewhere("teleodynamic_growth")),
            new("C5.3", "over-structuring is found in some run", "F4", [Arms.Full], e => e.Somewhere("over_structuring")),
            new("C5.4", "growth is read from the order of events: shuffled runs show less of it", "F4", [Arms.Full],
                e => e.Exceeds("teleodynamic_growth", "surrogate_growth", e.Tight)),
        ]),
        new("DP", "more than drift-plus-penalty",
            "the critical rival, whose queues are a resource too, can be told apart and does not do better",
        [
            new("DP.1", "it acts at another rate", "", [Arms.DriftPlusPenalty],
                e => e.Differs(Arms.Full, Arms.DriftPlusPenalty, "actions", e.Tight)),
            new("DP.2", "it does not cost more", "", [Arms.DriftPlusPenalty], e => e.Loses(Arms.DriftPlusPenalty, 0, e.Tight)),
        ]),
    ];

    /// <summary>Returns the commitments in a study, and the difference; none if it names none.</summary>
    public static IReadOnlyList<CommitmentResult> Judge(StudyResults results)
    {
        var named = results.Study.Commitments;
        if (named.IsEmpty) return [];
        var evidence = new Evidence(results);
        return [.. All.Where(c => named.Contains(c.Id) || (c.Id == "DP" && evidence.Has(Arms.DriftPlusPenalty)))
            .Select(c => c.Judge(evidence))];
    }

    private static Finding TimescalesApart(Evidence evidence)
    {
        double[] updates = evidence.Seeds(Arms.Full, "adaptation_updates", evidence.Tight);
        double[] actions = evidence.Seeds(Arms.Full, "actions", evidence.Tight);
        double least = updates.Zip(actions, (u, a) => u / Math.Max(1, a)).Min();
        return Finding.Of(least >= TimescaleRatio,
            FormattableString.Invariant($"at least {least:0.0} updates per action in every seed, bar {TimescaleRatio}"));
    }
}
