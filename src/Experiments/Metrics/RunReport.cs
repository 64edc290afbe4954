using Teleo.Experiments.Bounds;
using Teleo.Experiments.Worlds;

namespace Teleo.Experiments.Metrics;

/// <summary>
/// The figures of one run, as <c>sim run --json</c> prints them. Each is defined in docs/reference/EXPERIMENTS.md; null says that it
/// cannot be known from this run, such as a p99 of fewer than 1,000 requests.
/// </summary>
internal sealed record RunReport
{
    public required string Policy { get; init; }
    public required ulong Seed { get; init; }
    public required string Trace { get; init; }
    public required double SimulatedSeconds { get; init; }

    public required long Requests { get; init; }
    public required long Misses { get; init; }
    public required double? MissRatio { get; init; }
    public required long ColdStarts { get; init; }
    public required long DelayedHits { get; init; }
    public required long Done { get; init; }
    public required long Refused { get; init; }
    public required long TimedOut { get; init; }
    public required long Aborted { get; init; }
    public required double? MeanWaitS { get; init; }
    public required double? P50WaitS { get; init; }
    public required double? P95WaitS { get; init; }
    public required double? P99WaitS { get; init; }
    public required double? P999WaitS { get; init; }
    public required double? MaxWaitS { get; init; }
    public required double? WaitSPerThousand { get; init; }
    public required long Starvations { get; init; }
    public required double? SloAttainment { get; init; }
    public required double? StrictSloAttainment { get; init; }
    public required double? LooseSloAttainment { get; init; }
    public required double? GoodputRps { get; init; }
    public required double? CorrectShare { get; init; }
    public required double? MeanSlowdown { get; init; }
    public required double? P95Slowdown { get; init; }
    public required double? Fairness { get; init; }

    public required long Loads { get; init; }
    public required long FirstLoads { get; init; }
    public required long FailedLoads { get; init; }
    public required long OutOfMemory { get; init; }
    public required double LoadSeconds { get; init; }
    public required double FirstLoadSeconds { get; init; }
    public required double ReadGb { get; init; }
    public required double FirstReadGb { get; init; }
    public required double MemoryGbS { get; init; }
    public required double IdleMemoryGbS { get; init; }
    public required double? UsefulResidency { get; init; }
    public required double? SwitchingShare { get; init; }

    public required long Unloads { get; init; }
    public required long Crashes { get; init; }
    public required double? ChurnPerThousand { get; init; }
    public required long ThrashEvents { get; init; }
    public required double ThrashLoadSeconds { get; init; }
    public required double InducedLoadSeconds { get; init; }
    public required double? InducedLoadGini { get; init; }
    public required double? ReversalIndex { get; init; }

    public required IReadOnlyDictionary<string, long> Actions { get; init; }
    public required long RefusedCommands { get; init; }
    public required long Decisions { get; init; }
    public required double? NoOpShare { get; init; }
    public required long LongestNoOpRun { get; init; }
    public required double MeanNoOpRun { get; init; }
    public required IReadOnlyDictionary<string, long> GuardVetoes { get; init; }

    /// <summary>The figures from the decisions of our controller; null for policies that do not leave them whole.</summary>
    public ControllerReport? Controller { get; init; }

    /// <summary>Realised regret of sampled decisions; null where none were played.</summary>
    public RolloutReport? Rollouts { get; init; }

    /// <summary>Sampled decisions judged by the continued demand optimum; null where none were.</summary>
    public HindsightReport? Hindsight { get; init; }

    public double? GoodDecisionRatio => Hindsight?.GoodDecisionRatio;

    public double? DecisionRegretS => Hindsight?.MeanRegretS;

    /// <summary>Load times that policies were told against those measured.</summary>
    public required EstimateReport? LoadTimeEstimates { get; init; }

    /// <summary>Each skill's part.</summary>
    public required IReadOnlyList<SkillRunFigures> Skills { get; init; }

    /// <summary>Seconds waited and loaded so far, at equal steps of the trace up to its last arrival.</summary>
    public IReadOnlyList<double> CostCurveS { get; init; } = [];

    /// <summary>Share of decisions with an action to take in which the endogenous resource forbade it; null without one.</summary>
    public double? GateBindingRate => Controller?.GateBindingRate;

    /// <summary>Seconds waited and seconds loaded per 1,000 requests, added one to one.</summary>
    public double Cost => (WaitSPerThousand ?? 0) + 1000 * LoadSeconds / Math.Max(1, Requests);

    /// <summary>The first load of every skill asked for, in the unit of <see cref="Cost"/>: no policy is spared it.</summary>
    public double? Compulsory { get; init; }

    /// <summary>Cost beyond the compulsory over the bound's: 1 is the bound itself.</summary>
    public double? NormalisedExcess =>
        Bound is { } bound && bound.Lower > Compulsory ? (Cost - Compulsory) / (bound.Lower - Compulsory) : null;

    /// <summary>The lowest cost that any policy could have had, in the unit of <see cref="Cost"/>; null where no bound applies.</summary>
    public Bound? Bound { get; init; }

    /// <summary>Quantities of models and machine that nobody stated; told where a run is asked for alone.</summary>
    public IReadOnlyList<Assumption> Assumed { get; init; } = [];

    public static RunReport Of(string policy, ulong seed, string trace, long endNs, long decisions, RunMeter meter, GuardMeter guards)
    {
        var (service, structure) = (meter.Service, meter.Structure);
        double seconds = endNs * 1e-9;
        long requests = service.Requests;
        return new RunReport
        {
            Policy = policy,
            Seed = seed,
            Trace = trace,
            SimulatedSeconds = seconds,
            Requests = requests,
            Misses = service.Misses,
            MissRatio = Ratio(service.Misses, requests),
            ColdStarts = structure.ColdStarts,
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
            MaxWaitS = requests == 0 ? null : service.Waits.MaxSeconds,
            WaitSPerThousand = Known(1000 * service.Waits.MeanSeconds),
            Starvations = service.Starvations,
            SloAttainment = Ratio(service.WithinLevel, requests),
            StrictSloAttainment = Ratio(service.WithinStrict, requests),
            LooseSloAttainment = Ratio(service.WithinLoose, requests),
            GoodputRps = Ratio(service.WithinLevel, seconds),
            CorrectShare = Ratio(service.Correct, requests),
            MeanSlowdown = Known(service.Slowdowns.MeanSeconds * 1e3),
            P95Slowdown = Known(service.Slowdowns.QuantileSeconds(0.95) * 1e3),
            Fairness = Known(service.Fairness()),
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
            ChurnPerThousand = Ratio(1000.0 * structure.Loads, requests),
            ThrashEvents = structure.Thrashes,
            ThrashLoadSeconds = structure.ThrashSeconds,
            InducedLoadSeconds = structure.InducedSeconds,
            InducedLoadGini = Known(Gini([.. structure.InducedBySkill])),
            ReversalIndex = Ratio(structure.Reversals, structure.Moves),
            Actions = structure.Actions,
            RefusedCommands = structure.RefusedCommands,
            Decisions = decisions,
            NoOpShare = Ratio(guards.NoOps, guards.Decisions),
            LongestNoOpRun = guards.LongestNoOpRun,
            MeanNoOpRun = guards.MeanNoOpRun,
            LoadTimeEstimates = structure.LoadTimes.Report(),
            Skills = [.. meter.Skills.Select((name, skill) => FiguresOf(skill, name, meter))],
            GuardVetoes = guards.Vetoes,
        };
    }

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
