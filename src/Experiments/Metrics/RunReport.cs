using System.Collections.Immutable;
using Teleo.Experiments.Bounds;
using Teleo.Experiments.Worlds;

namespace Teleo.Experiments.Metrics;

/// <summary>
/// The metrics of one run, as <c>sim run --json</c> prints them. Each is defined in docs/reference/EXPERIMENTS.md; null for values that
/// this run cannot give, such as a p99 of fewer than 1,000 requests.
/// </summary>
internal sealed record RunReport
{
    public required string Policy { get; init; }
    public required ulong Seed { get; init; }
    public required string Trace { get; init; }
    public required double SimulatedSeconds { get; init; }

    public long Requests { get; init; }
    public long Misses { get; init; }
    public double? MissRatio { get; init; }
    public long ColdStarts { get; init; }
    public long DelayedHits { get; init; }
    public long Done { get; init; }
    public long Refused { get; init; }
    public long TimedOut { get; init; }
    public long Aborted { get; init; }
    public double? MeanWaitS { get; init; }
    public double? P50WaitS { get; init; }
    public double? P95WaitS { get; init; }
    public double? P99WaitS { get; init; }
    public double? P999WaitS { get; init; }
    public double? MaxWaitS { get; init; }
    public double? WaitSPerThousand { get; init; }
    public long Starvations { get; init; }
    public double? SloAttainment { get; init; }
    public double? StrictSloAttainment { get; init; }
    public double? LooseSloAttainment { get; init; }
    public double? GoodputRps { get; init; }
    public double? CorrectShare { get; init; }
    public double? MeanSlowdown { get; init; }
    public double? P95Slowdown { get; init; }
    public double? Fairness { get; init; }

    public long Loads { get; init; }
    public long FirstLoads { get; init; }
    public long FailedLoads { get; init; }
    public long OutOfMemory { get; init; }
    public double LoadSeconds { get; init; }
    public double FirstLoadSeconds { get; init; }
    public double ReadGb { get; init; }
    public double FirstReadGb { get; init; }
    public double MemoryGbS { get; init; }
    public double IdleMemoryGbS { get; init; }
    public double? UsefulResidency { get; init; }
    public double? SwitchingShare { get; init; }

    public long Unloads { get; init; }
    public long Crashes { get; init; }
    public double? ChurnPerThousand { get; init; }
    public long ThrashEvents { get; init; }
    public double ThrashLoadSeconds { get; init; }
    public double InducedLoadSeconds { get; init; }
    public double? InducedLoadGini { get; init; }
    public double? ReversalIndex { get; init; }

    public IReadOnlyDictionary<string, long> Actions { get; init; } = ImmutableDictionary<string, long>.Empty;
    public long RefusedCommands { get; init; }
    public required long Decisions { get; init; }
    public required double? NoOpShare { get; init; }
    public required long LongestNoOpRun { get; init; }
    public required double MeanNoOpRun { get; init; }
    public required IReadOnlyDictionary<string, long> GuardVetoes { get; init; }

    /// <summary>The metrics of the decisions of our controller; null for policies without decision records.</summary>
    public ControllerReport? Controller { get; init; }

    /// <summary>Realised regret of sampled decisions; null where none were played.</summary>
    public RolloutReport? Rollouts { get; init; }

    /// <summary>Sampled decisions judged by the continued demand optimum; null where none were.</summary>
    public HindsightReport? Hindsight { get; init; }

    public double? GoodDecisionRatio => Hindsight?.GoodDecisionRatio;

    public double? DecisionRegretS => Hindsight?.MeanRegretS;

    /// <summary>Estimated load times against measured ones.</summary>
    public EstimateReport? LoadTimeEstimates { get; init; }

    /// <summary>Each skill's part.</summary>
    public required IReadOnlyList<SkillRunFigures> Skills { get; init; }

    /// <summary>Seconds waited and loaded so far, at equal steps of the trace up to its last arrival.</summary>
    public IReadOnlyList<double> CostCurveS { get; init; } = [];

    /// <summary>Share of decisions with an action to take in which the endogenous resource forbade it; null without one.</summary>
    public double? GateBindingRate => Controller?.GateBindingRate;

    /// <summary>Seconds waited and seconds loaded per 1,000 requests, added one to one.</summary>
    public double Cost => (WaitSPerThousand ?? 0) + 1000 * LoadSeconds / Math.Max(1, Requests);

    /// <summary>The cost of the first load of every requested skill, in the unit of <see cref="Cost"/>; no policy avoids it.</summary>
    public double? Compulsory { get; init; }

    /// <summary>Cost beyond the compulsory over the bound's: 1 is the bound itself.</summary>
    public double? NormalisedExcess =>
        Bound is { } bound && bound.Lower > Compulsory ? (Cost - Compulsory) / (bound.Lower - Compulsory) : null;

    /// <summary>The lowest cost that any policy could have had, in the unit of <see cref="Cost"/>; null where no bound applies.</summary>
    public Bound? Bound { get; init; }

    /// <summary>Assumed quantities of models and machine, reported for single runs.</summary>
    public IReadOnlyList<Assumption> Assumed { get; init; } = [];

    public static RunReport Of(string policy, ulong seed, string trace, long endNs, long decisions, RunMeter meter, GuardMeter guards)
    {
        var report = new RunReport
        {
            Policy = policy,
            Seed = seed,
            Trace = trace,
            SimulatedSeconds = endNs * 1e-9,
            Decisions = decisions,
            NoOpShare = Ratio(guards.NoOps, guards.Decisions),
            LongestNoOpRun = guards.LongestNoOpRun,
            MeanNoOpRun = guards.MeanNoOpRun,
            Skills = [.. meter.Skills.Select((name, skill) => FiguresOf(skill, name, meter))],
            GuardVetoes = guards.Vetoes,
        };
        return WithStructure(WithService(report, meter.Service), meter.Service, meter.Structure);
    }

    /// <summary>The report with the figures of requests.</summary>
    private static RunReport WithService(RunReport report, ServiceMeter service) => report with
    {
        Requests = service.Requests,
        Misses = service.Misses,
        MissRatio = Ratio(service.Misses, service.Requests),
        DelayedHits = service.DelayedHits,
        Done = service.Done,
        Refused = service.Refused,
        TimedOut = service.TimedOut,
        Aborted = service.Aborted,
        MeanWaitS = Known(service.Waits.MeanSeconds),
        P50WaitS = Known(service.Waits.QuantileSeconds(0.5)),
        P95WaitS = Known(service.Waits.QuantileSeconds(0.95)),
        P99WaitS = Known(service.Waits.QuantileSeconds(0.99)),
        P999WaitS = Known(service.Waits.QuantileSeconds(0.999)),
        MaxWaitS = service.Requests == 0 ? null : service.Waits.MaxSeconds,
        WaitSPerThousand = Known(1000 * service.Waits.MeanSeconds),
        Starvations = service.Starvations,
        SloAttainment = Ratio(service.WithinLevel, service.Requests),
        StrictSloAttainment = Ratio(service.WithinStrict, service.Requests),
        LooseSloAttainment = Ratio(service.WithinLoose, service.Requests),
        GoodputRps = Ratio(service.WithinLevel, report.SimulatedSeconds),
        CorrectShare = Ratio(service.Correct, service.Requests),
        MeanSlowdown = Known(service.Slowdowns.MeanSeconds * 1e3),
        P95Slowdown = Known(service.Slowdowns.QuantileSeconds(0.95) * 1e3),
        Fairness = Known(service.Fairness()),
    };

    /// <summary>The report with the figures of loads, memory and actions.</summary>
    private static RunReport WithStructure(RunReport report, ServiceMeter service, StructureMeter structure) => report with
    {
        ColdStarts = structure.ColdStarts,
        Loads = structure.Loads,
        FirstLoads = structure.FirstLoads,
        FailedLoads = structure.FailedLoads,
        OutOfMemory = structure.OutOfMemory,
        LoadSeconds = structure.LoadSeconds,
        FirstLoadSeconds = structure.FirstLoadSeconds,
        ReadGb = structure.BytesReadGb,
        FirstReadGb = structure.FirstBytesReadGb,
        MemoryGbS = structure.MemoryGbSeconds,
        IdleMemoryGbS = structure.IdleGbSeconds,
        UsefulResidency = Ratio(structure.MemoryGbSeconds - structure.IdleGbSeconds, structure.MemoryGbSeconds),
        SwitchingShare = Ratio(structure.LoadSeconds, structure.LoadSeconds + service.ServiceSeconds),
        Unloads = structure.Unloads,
        Crashes = structure.Crashes,
        ChurnPerThousand = Ratio(1000.0 * structure.Loads, service.Requests),
        ThrashEvents = structure.Thrashes,
        ThrashLoadSeconds = structure.ThrashSeconds,
        InducedLoadSeconds = structure.InducedSeconds,
        InducedLoadGini = Known(Gini([.. structure.InducedBySkill])),
        ReversalIndex = Ratio(structure.Reversals, structure.Moves),
        Actions = structure.Actions,
        RefusedCommands = structure.RefusedCommands,
        LoadTimeEstimates = structure.LoadTimes.Report(),
    };

    private static SkillRunFigures FiguresOf(int skill, string name, RunMeter meter)
    {
        var (done, slowdown) = meter.Service.Of(skill);
        var (loads, seconds, induced) = meter.Structure.Of(skill);
        return new SkillRunFigures
        {
            Skill = name,
            Done = done,
            MeanSlowdown = Known(slowdown),
            Loads = loads,
            LoadSeconds = seconds,
            InducedLoadSeconds = induced,
            OwnLoadSPerRequest = Ratio(seconds, done),
            InducedLoadSPerRequest = Ratio(induced, done),
        };
    }

    /// <summary>0 where all bear alike, near 1 where one bears it all; NaN where there is nothing to bear.</summary>
    internal static double Gini(double[] amounts)
    {
        Array.Sort(amounts);
        double sum = 0, weighted = 0;
        for (int i = 0; i < amounts.Length; i++)
        {
            sum += amounts[i];
            weighted += (i + 1) * amounts[i];
        }

        return sum > 0 ? 2 * weighted / (amounts.Length * sum) - (amounts.Length + 1.0) / amounts.Length : double.NaN;
    }

    private static double? Ratio(double part, double whole) => whole > 0 ? part / whole : null;

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}
