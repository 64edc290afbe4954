using Teleo.Experiments.Bounds;
using Teleo.Experiments.Worlds;

namespace Teleo.Experiments.Metrics;

/// <summary>
/// The metrics of one run, as <c>sim run --json</c> prints them. Each is defined in docs/reference/EXPERIMENTS.md; null for values that
/// this run cannot give, such as a p99 of fewer than 1,000 requests. Figures of the meters are fixed; runner and scenario add theirs.
/// </summary>
internal sealed class RunReport(
    string policy, ulong seed, string trace, long endNs, long decisions, RunMeter meter, GuardMeter guards)
{
    public string Policy { get; } = policy;
    public ulong Seed { get; } = seed;
    public string Trace { get; } = trace;
    public double SimulatedSeconds { get; } = endNs * 1e-9;

    public long Requests { get; } = meter.Service.Requests;
    public long Misses { get; } = meter.Service.Misses;
    public double? MissRatio { get; } = Ratio(meter.Service.Misses, meter.Service.Requests);
    public long ColdStarts { get; } = meter.Structure.ColdStarts;
    public long DelayedHits { get; } = meter.Service.DelayedHits;
    public long Done { get; } = meter.Service.Done;
    public long Refused { get; } = meter.Service.Refused;
    public long TimedOut { get; } = meter.Service.TimedOut;
    public long Aborted { get; } = meter.Service.Aborted;
    public double? MeanWaitS { get; } = Known(meter.Service.Waits.MeanSeconds);
    public double? P50WaitS { get; } = Known(meter.Service.Waits.QuantileSeconds(0.5));
    public double? P95WaitS { get; } = Known(meter.Service.Waits.QuantileSeconds(0.95));
    public double? P99WaitS { get; } = Known(meter.Service.Waits.QuantileSeconds(0.99));
    public double? P999WaitS { get; } = Known(meter.Service.Waits.QuantileSeconds(0.999));
    public double? MaxWaitS { get; } = meter.Service.Requests == 0 ? null : meter.Service.Waits.MaxSeconds;
    public double? WaitSPerThousand { get; } = Known(1000 * meter.Service.Waits.MeanSeconds);
    public long Starvations { get; } = meter.Service.Starvations;
    public double? SloAttainment { get; } = Ratio(meter.Service.WithinLevel, meter.Service.Requests);
    public double? StrictSloAttainment { get; } = Ratio(meter.Service.WithinStrict, meter.Service.Requests);
    public double? LooseSloAttainment { get; } = Ratio(meter.Service.WithinLoose, meter.Service.Requests);
    public double? GoodputRps { get; } = Ratio(meter.Service.WithinLevel, endNs * 1e-9);
    public double? CorrectShare { get; } = Ratio(meter.Service.Correct, meter.Service.Requests);
    public double? MeanSlowdown { get; } = Known(meter.Service.Slowdowns.MeanSeconds * 1e3);
    public double? P95Slowdown { get; } = Known(meter.Service.Slowdowns.QuantileSeconds(0.95) * 1e3);
    public double? Fairness { get; } = Known(meter.Service.Fairness());

    public long Loads { get; } = meter.Structure.Loads;
    public long FirstLoads { get; } = meter.Structure.FirstLoads;
    public long FailedLoads { get; } = meter.Structure.FailedLoads;
    public long OutOfMemory { get; } = meter.Structure.OutOfMemory;
    public double LoadSeconds { get; } = meter.Structure.LoadSeconds;
    public double FirstLoadSeconds { get; } = meter.Structure.FirstLoadSeconds;
    public double ReadGb { get; } = meter.Structure.BytesReadGb;
    public double FirstReadGb { get; } = meter.Structure.FirstBytesReadGb;
    public double MemoryGbS { get; } = meter.Structure.MemoryGbSeconds;
    public double IdleMemoryGbS { get; } = meter.Structure.IdleGbSeconds;
    public double? UsefulResidency { get; } =
        Ratio(meter.Structure.MemoryGbSeconds - meter.Structure.IdleGbSeconds, meter.Structure.MemoryGbSeconds);
    public double? SwitchingShare { get; } = Ratio(meter.Structure.LoadSeconds, meter.Structure.LoadSeconds + meter.Service.ServiceSeconds);

    public long Unloads { get; } = meter.Structure.Unloads;
    public long Crashes { get; } = meter.Structure.Crashes;
    public double? ChurnPerThousand { get; } = Ratio(1000.0 * meter.Structure.Loads, meter.Service.Requests);
    public long ThrashEvents { get; } = meter.Structure.Thrashes;
    public double ThrashLoadSeconds { get; } = meter.Structure.ThrashSeconds;
    public double InducedLoadSeconds { get; } = meter.Structure.InducedSeconds;
    public double? InducedLoadGini { get; } = Known(Gini([.. meter.Structure.InducedBySkill]));
    public double? ReversalIndex { get; } = Ratio(meter.Structure.Reversals, meter.Structure.Moves);

    public IReadOnlyDictionary<string, long> Actions { get; } = meter.Structure.Actions;
    public long RefusedCommands { get; } = meter.Structure.RefusedCommands;
    public long Decisions { get; } = decisions;
    public double? NoOpShare { get; } = Ratio(guards.NoOps, guards.Decisions);
    public long LongestNoOpRun { get; } = guards.LongestNoOpRun;
    public double MeanNoOpRun { get; } = guards.MeanNoOpRun;
    public IReadOnlyDictionary<string, long> GuardVetoes { get; } = guards.Vetoes;

    /// <summary>The metrics of the decisions of our controller; null for policies without decision records.</summary>
    public ControllerReport? Controller { get; set; }

    /// <summary>Realised regret of sampled decisions; null where none were played.</summary>
    public RolloutReport? Rollouts { get; set; }

    /// <summary>Sampled decisions judged by the continued demand optimum; null where none were.</summary>
    public HindsightReport? Hindsight { get; set; }

    public double? GoodDecisionRatio => Hindsight?.GoodDecisionRatio;

    public double? DecisionRegretS => Hindsight?.MeanRegretS;

    /// <summary>Estimated load times against measured ones.</summary>
    public EstimateReport? LoadTimeEstimates { get; } = meter.Structure.LoadTimes.Report();

    /// <summary>Each skill's part.</summary>
    public IReadOnlyList<SkillRunFigures> Skills { get; } =
        [.. meter.Skills.Select((name, skill) => new SkillRunFigures(name, meter.Service.Of(skill), meter.Structure.Of(skill)))];

    /// <summary>Seconds waited and loaded so far, at equal steps of the trace up to its last arrival.</summary>
    public IReadOnlyList<double> CostCurveS { get; set; } = [];

    /// <summary>Share of decisions with an action to take in which the endogenous resource forbade it; null without one.</summary>
    public double? GateBindingRate => Controller?.GateBindingRate;

    /// <summary>Seconds waited and seconds loaded per 1,000 requests, added one to one.</summary>
    public double Cost => (WaitSPerThousand ?? 0) + 1000 * LoadSeconds / Math.Max(1, Requests);

    /// <summary>The cost of the first load of every requested skill, in the unit of <see cref="Cost"/>; no policy avoids it.</summary>
    public double? Compulsory { get; set; }

    /// <summary>Cost beyond the compulsory over the bound's: 1 is the bound itself.</summary>
    public double? NormalisedExcess =>
        Bound is { } bound && bound.Lower > Compulsory ? (Cost - Compulsory) / (bound.Lower - Compulsory) : null;

    /// <summary>The lowest cost that any policy could have had, in the unit of <see cref="Cost"/>; null where no bound applies.</summary>
    public Bound? Bound { get; set; }

    /// <summary>Assumed quantities of models and machine, reported for single runs.</summary>
    public IReadOnlyList<Assumption> Assumed { get; set; } = [];

    /// <summary>0 where all bear alike, near 1 where one bears it all; NaN where there is nothing to bear.</summary>
    internal static double Gini(double[] amounts)
    {
        Array.Sort(amounts);
        double sum = amounts.Sum(), weighted = amounts.Select((amount, i) => (i + 1) * amount).Sum();
        return sum > 0 ? 2 * weighted / (amounts.Length * sum) - (amounts.Length + 1.0) / amounts.Length : double.NaN;
    }

    internal static double? Ratio(double part, double whole) => whole > 0 ? part / whole : null;

    internal static double? Known(double value) => double.IsNaN(value) ? null : value;
}
