using System.Collections.Immutable;

namespace Teleo.Experiments.Metrics;

/// <summary>Every figure of a run that studies compare, with its unit and meaning, in the order of the tables.</summary>
internal static class PoolMetrics
{
    public const string Cost = "cost";

    public static ImmutableArray<MetricInfo> All { get; } =
    [
        Of(Cost, "s/1000 requests", "seconds waited and seconds loaded per 1,000 requests, added one to one", -1, r => r.Cost),
        Of("bound", "s/1000 requests", "what no policy could have cost less than; empty where no bound applies", 0, r => r.Bound?.Lower),
        Of("mean_wait_s", "s", "mean wait for a skill to be ready", -1, r => r.MeanWaitS),
        Of("p95_wait_s", "s", "95th percentile of it", -1, r => r.P95WaitS),
        Of("p99_wait_s", "s", "99th percentile of it; empty below 1,000 requests", -1, r => r.P99WaitS),
        Of("max_wait_s", "s", "longest wait", -1, r => r.MaxWaitS),
        Of("miss_ratio", "share", "requests whose skill could not serve at once", -1, r => r.MissRatio),
        Of("slo_attainment", "share", "requests answered within their service level", 1, r => r.SloAttainment),
        Of("correct_share", "share", "requests answered right", 1, r => r.CorrectShare),
        Of("fairness", "index", "Jain's index of slowdown over skills", 1, r => r.Fairness),
        Of("lost", "count", "requests refused, timed out or aborted", -1, r => r.Refused + r.TimedOut + r.Aborted),
        Of("requests", "count", "requests that arrived", 0, r => r.Requests),
        Of("loads", "count", "loads begun", -1, r => r.Loads),
        Of("load_seconds", "s", "seconds spent loading", -1, r => r.LoadSeconds),
        Of("thrash_events", "count", "unloads followed by a load of the same skill within ten load times", -1, r => r.ThrashEvents),
        Of("reversal_index", "share", "moves undone within a minute", -1, r => r.ReversalIndex),
        Of("memory_gb_s", "GB s", "resident bytes over time", -1, r => r.MemoryGbS),
        Of("useful_residency", "share", "part of it with a request in service", 0, r => r.UsefulResidency),
        Of("switching_share", "share", "load seconds of load and service seconds", -1, r => r.SwitchingShare),
        Of("actions", "count", "structural actions accepted by the pool", 0, r => r.Actions.Values.Sum()),
        Of("decisions", "count", "decisions made", 0, r => r.Decisions),
        Of("no_op_share", "share", "decisions that did nothing", 0, r => r.NoOpShare),
        Of("guard_vetoes", "count", "actions stopped by a guard", 0, r => r.GuardVetoes.Values.Sum()),
        Own("gate_binding_rate", "share", "decisions in which the resource forbade an action, of those with an action to take",
            m => m.GateBindingRate),
        Own("resource_no_ops", "count", "decisions that did nothing because the resource did not suffice", m => m.ResourceNoOps),
        Own("stabiliser_no_ops", "count", "decisions that did nothing because of a conventional brake", m => m.StabiliserNoOps),
        Own("external_no_ops", "count", "decisions that did nothing because of a limit from outside", m => m.ExternalNoOps),
        Own("stillnesses", "count", $"runs of at least {ControllerMeter.StillnessDecisions} decisions without an action",
            m => m.Stillnesses),
        Own("external_stop_share", "share", "stillnesses in which a limit from outside stood in the way",
            m => m.ExternalStopShare),
        Own("freeze_share", "share", "decisions inside stillnesses chosen throughout, with the fast loop still learning",
            m => m.FreezeShare),
        Own("longest_freeze_s", "s", "longest such stillness", m => m.LongestFreezeSeconds),
        Own("inner_updates_in_freeze", "count/decision", "updates of the fast loop per decision within them", m => m.InnerUpdatesInFreeze),
        Own("adaptation_updates", "count", "updates of the fast loop", m => m.AdaptationMoves),
        Own("structure_updates", "count", "changes of structure", m => m.StructureMoves),
        Own("itemised_share", "share", "decisions whose every candidate was scored, the no-op among them, before one was chosen",
            m => (double)m.Itemised / m.Decisions),
        Own("candidates", "count/decision", "candidates considered", m => (double)m.Candidates / m.Decisions),
        Own("energy_mean", "credits", "mean of the resource", m => m.EnergyMean),
        Own("energy_spread", "credits", "its standard deviation over decisions", m => m.EnergySpread),
        Own("energy_gain", "credits", "earned by outcomes, less penalties", m => m.Gain),
        Own("energy_upkeep", "credits", "taken by upkeep", m => m.Upkeep),
        Own("energy_spent", "credits", "spent on actions", m => m.ActionCost),
        Own("ledger_errors", "count", "rows of the ledger that the law does not reproduce exactly", m => m.LedgerErrors),
        Own("successions", "count", "successors begun and checkpoints restored by the rule at the floor", m => m.Successions),
        Own("phase_windows", "count", "windows of fifty ticks whose phase was judged", m => m.Phases.Windows),
        Own("under_structuring", "share", "windows labelled so by the registered criteria", m => m.Phases.Under),
        Own("teleodynamic_growth", "share", "windows labelled so", m => m.Phases.Growth),
        Own("over_structuring", "share", "windows labelled so", m => m.Phases.Over),
        Own("surrogate_under", "share", "windows labelled under-structuring after the ticks of the run were shuffled",
            m => m.Phases.SurrogateUnder),
        Own("surrogate_growth", "share", "windows labelled growth after the ticks of the run were shuffled", m => m.Phases.SurrogateGrowth),
        Own("used_share", "share", "mean share of memory in use at decisions", m => m.UsedShare),
    ];

    public static MetricInfo Find(string name) => All.First(metric => metric.Name == name);

    public static ImmutableArray<double> Read(RunReport report, ControllerMeter? meter) =>
        [.. All.Select(metric => metric.Read!(report, meter) ?? double.NaN)];

    private static MetricInfo Of(string name, string unit, string says, int better, Func<RunReport, double?> read) =>
        new(name, unit, says, better) { Read = (report, _) => read(report) };

    /// <summary>Returns a metric that needs decision records.</summary>
    private static MetricInfo Own(string name, string unit, string says, Func<ControllerMeter, double?> read) =>
        new(name, unit, says, 0) { Read = (_, meter) => meter is { Decisions: > 0 } ? read(meter) : null };
}
