using Teleo.Experiments.Phases;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Judging;

/// <summary>
/// Version 3.1 of the criteria. A commitment is a claim about a mechanism, so each criterion removes the mechanism, changes its input, or
/// replaces its effect by something simpler, and measures the change. All thresholds are defined here. The older criteria of studies keep
/// their version.
/// </summary>
internal static class JudgeCriteria
{
    public const string Version = "3.1";

    /// <summary>The smallest cost that a mechanism must save to count: half a percent.</summary>
    private const double SmallestGain = 0.005;

    /// <summary>Seconds after which a halt is looked for, until demand changes.</summary>
    public const double LateSeconds = PhaseSigns.LateSeconds;

    private const double ReopenSeconds = 400;

    private static readonly JudgeWorld Stationary = JudgeWorld.Stationary, Shift = JudgeWorld.Shift, Choice = JudgeWorld.Choice,
        Unchanged = JudgeWorld.Unchanged;

    public static IReadOnlyList<JudgeCommitment> All { get; } =
    [
        new("C1", "two timescales",
        [
            new("C1.1", "with learning frozen when demand changes, the rest of the run costs more", 0.02, " %", Shift, Treatments.Frozen,
                e => e.Of(Shift, Treatments.Frozen, Treatments.Full, (frozen, full) => frozen.CostAfterShift / full.CostAfterShift - 1)),
            new("C1.2", "theta changes more than twice for each action", 2, "", Stationary, Treatments.Full,
                e => e.Of(Stationary, Treatments.Full, run =>
                    run.Meter.Events * Share(run.Meter.ThetaChanges, run.Meter.ThetaSamples) / Math.Max(1, run.Meter.Actions))),
            new("C1.3", "after demand changes, theta changes before structure does (changes of theta before the first action)", 0.5, "",
                Shift, Treatments.Full,
                e => e.Of(Shift, Treatments.Full, run => run.Meter.ThetaBeforeStructure)),
        ]),
        new("C2", "endogenous resource",
        [
            new("C2.1", "false outcomes take income away", 0.1, " %", Choice, Treatments.AllFalse,
                e => e.Of(Choice, Treatments.Full, Treatments.AllFalse, (full, none) =>
                    (full.Meter.Income - none.Meter.Income) / Math.Abs(full.Meter.Income))),
            new("C2.2", "half as many false outcomes take less of it", 0.02, " %", Choice, Treatments.HalfFalse,
                e => e.Of(Choice, Treatments.HalfFalse, Treatments.AllFalse, (half, none) =>
                    (half.Meter.Income - none.Meter.Income) / Math.Abs(half.Meter.Income))),
            new("C2.3", "the account forbids the preferred action in one decision of a hundred that have one", 0.01, " %", Choice,
                Treatments.Full,
                e => e.Of(Choice, Treatments.Full, run => Share(run.Meter.Bound, run.Meter.Wanted))),
            new("C2.4", "an empty account forbids what a full one allows, in decisions made again", 0.5, " %", Choice, Treatments.Full,
                e => e.Of(Choice, Treatments.Full, run => Share(run.Meter.Mediated, run.Meter.MediationSamples))),
            new("C2.5", "false outcomes, told to the account alone, lower the number of actions", 0.01, " %", Choice, Treatments.AllFalse,
                e => e.Of(Choice, Treatments.Full, Treatments.AllFalse, (full, none) =>
                    1 - (double)none.Meter.Actions / Math.Max(1, full.Meter.Actions))),
            new("C2.6", "what the account forbade would have cost seconds", 0, " s", Choice, Treatments.Full,
                e => e.Of(Choice, Treatments.Full, run => Mean(run.Meter.ForbiddenLosses))) { DecisionOf = run =>
                    run.Meter.ForbiddenLosses.Least },
            Loses("C2.7", "an account that forbids nothing costs more", Treatments.Open),
            Loses("C2.8", "a bucket filled by a clock, at the same binding rate, costs more", Treatments.Clock),
            Loses("C2.9", "a random balance, at the same binding rate, costs more", Treatments.Noise),
            Loses("C2.10", "the mean balance, at the same binding rate, costs more", Treatments.Mean),
            Loses("C2.11", "the balance of 200 decisions ago, at the same binding rate, costs more", Treatments.Lagged),
        ]),
        new("C3", "local objective",
        [
            new("C3.1", "every candidate has a score, the no-op first", 0.999, " %", Stationary, Treatments.Full,
                e => e.Of(Stationary, Treatments.Full, run => Share(run.Meter.Itemised, run.Meter.Decisions))),
            new("C3.2", "the second best would have cost seconds", 0, " s", Stationary, Treatments.Full,
                e => e.Of(Stationary, Treatments.Full, run => Mean(run.Meter.SecondLosses))) { DecisionOf = run =>
                    run.Meter.SecondLosses.Least },
            new("C3.3", "a candidate drawn at random would have cost seconds", 0, " s", Stationary, Treatments.Full,
                e => e.Of(Stationary, Treatments.Full, run => Mean(run.Meter.RandomLosses))) { DecisionOf = run =>
                    run.Meter.RandomLosses.Least },
            new("C3.4", "the advantage that the score claims goes with the one that is realised (rank correlation)", 0, "", Stationary,
                Treatments.Full,
                e => e.Of(Stationary, Treatments.Full, Agreement)),
            new("C3.5", "taking the worst candidate costs more", 0.1, " %", Stationary, Treatments.Worst,
                e => e.Of(Stationary, Treatments.Worst, Treatments.Full, (worst, full) => worst.Cost / full.Cost - 1)),
            new("C3.6", "taking a candidate at random costs more", 0.02, " %", Stationary, Treatments.Random,
                e => e.Of(Stationary, Treatments.Random, Treatments.Full, (random, full) => random.Cost / full.Cost - 1)),
        ]),
        new("C4", "emergent halt",
        [
            new("C4.1", "structure moves before it halts (actions)", 2, "", Choice, Treatments.Full,
                e => e.Of(Choice, Treatments.Full, run => run.Meter.ActionsBetween(0, LateSeconds))),
            new("C4.2", "then most of the time lies in stillnesses that its own scores explain", 0.5, " %", Choice, Treatments.Full,
                e => e.Of(Choice, Treatments.Full, run => run.Meter.StillShare(LateSeconds, run.Shift))),
            new("C4.3", "its halt rests on what is there: with the most asked-for skill taken out of its view it would act", 0.5, " %",
                Choice, Treatments.Full,
                e => e.Of(Choice, Treatments.Full, run => ShareOrNone(run.Meter.ProbesAnswered, run.Meter.Probes)))
            {
                DecisionOf = run => run.Meter.FirstUnanswered,
            },
            new("C4.4", "where its scores prefer an action that it may take, it seldom does nothing (share, less is better)", -0.05, "",
                Choice, Treatments.Full,
                e => e.Of(Choice, Treatments.Full, run => -Share(run.Meter.Unexplained, run.Meter.Free)))
            {
                DecisionOf = run => run.Meter.FirstUnexplained,
            },
            new("C4.5", "learning goes on in the halt (share of events that change theta)", 0.05, " %", Choice, Treatments.Full,
                e => e.Of(Choice, Treatments.Full, run => run.Meter.ThetaShare(LateSeconds, run.Shift))),
            new("C4.6", "it costs at most 15 % more than the best reference (excess, less is better)", -0.15, "", Choice, Treatments.Full,
                Excess),
            new("C4.7", "with counters set back, the halt stands", -0.2, "", Choice, Treatments.Reset,
                e => e.Of(Choice, Treatments.Reset, Treatments.Full, (reset, full) =>
                    reset.Meter.StillShare(JudgeWorld.ResetSeconds, full.Shift) - full.Meter.StillShare(
                        JudgeWorld.ResetSeconds, full.Shift))),
            new("C4.8", "it starts again within 400 s of a change of demand, and because of it (share of its actions that do not come "
                + "without the change)", 0.5, " %", Choice, Treatments.Full,
                e => e.Of(Choice, Unchanged, (changed, unchanged) => CausedShare(
                    ActionsAfterChange(changed), ActionsAfterChange(unchanged)))),
        ]),
        new("C5", "diagnosable phases",
        [
            new("C5.1", "under-structuring: misses fall from the first tenth to the third", 0.05, " %", Choice, Treatments.Full,
                e => e.Of(Choice, Treatments.Full, run => SignsOf(run).FallAtStart)),
            new("C5.2", "growth: misses fall more where structure moves than in the same windows in random order", 0.01, " %", Choice,
                Treatments.Full,
                e => e.Of(Choice, Treatments.Full, run => SignsOf(run).GrowthBeyondChance)),
            new("C5.3", "over-structuring: windows without an action are more frequent late than early", 0.3, " %", Choice, Treatments.Full,
                e => e.Of(Choice, Treatments.Full, run => SignsOf(run).IdleLate)),
            new("C5.4", "a change of demand brings under-structuring back", 0.05, " %", Choice, Treatments.Full,
                e => e.Of(Choice, Treatments.Full, run => SignsOf(run).RiseAtChange)),
        ]),
        new("CB", "more than a bucket filled by a clock",
            [Loses("CB.1", "a bucket filled by a clock, at the same binding rate, costs more", Treatments.Clock)]),
        new("DP", "more than drift-plus-penalty",
        [
            new("DP.1", "drift-plus-penalty costs more", SmallestGain, " %", Stationary, Treatments.Full,
                e => e.Reference(Stationary, "drift-plus-penalty") is { } other && e.Runs(Stationary, Treatments.Full) is { } own
                    ? [.. other.Zip(own, (o, s) => o.Cost / s.Cost - 1)] : null),
        ]),
    ];

    private static JudgeCriterion Loses(string id, string says, string treatment) => new(id, says, SmallestGain, " %", Choice, treatment,
        e => e.Of(Choice, treatment, Treatments.Full, (other, full) => other.Cost / full.Cost - 1));

    private static double[]? Excess(JudgeEvidence evidence) =>
        evidence.Best(Choice) is { } best && evidence.Runs(Choice, Treatments.Full) is { } own
        ? [.. own.Zip(best.Runs, (run, reference) => 1 - run.Cost / reference.Cost)]
        : null;

    private static double Agreement(JudgedRun run)
    {
        var pairs = run.Meter.Advantages;
        return pairs.Count < 5 ? double.NaN
            : Correlation.Spearman([.. pairs.Select(pair => pair.Claimed)], [.. pairs.Select(pair => pair.Realised)]);
    }

    private static double Mean(RolledLosses losses) => losses.Mean;

    private static PhaseSigns SignsOf(JudgedRun run) => PhaseSigns.Of(run.Meter.Course, run.Shift);

    private static double ActionsAfterChange(JudgedRun run) => run.Meter.ActionsBetween(run.Shift, run.Shift + ReopenSeconds);

    /// <summary>Returns the share of actions that would not have occurred; none without actions.</summary>
    private static double CausedShare(double changed, double unchanged) => changed == 0 ? 0 : 1 - unchanged / changed;

    private static double ShareOrNone(long part, long whole) => whole == 0 ? double.NaN : (double)part / whole;

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
