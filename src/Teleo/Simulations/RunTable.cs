using Teleo.Experiments.Metrics;
using Teleo.Experiments.Tables;
using Teleo.Shell;
using static Teleo.Experiments.Tables.QuantityText;

namespace Teleo.Simulations;

/// <summary>Prints one run: requests, cost and stability.</summary>
internal static class RunTable
{
    public static void Write(RunReport report, CommandContext context)
    {
        context.Line(context.Terminal.Bold($"{report.Policy}, seed {report.Seed}, {Duration(report.SimulatedSeconds)} simulated"));
        context.Write(Table.Facts(
            ("requests",
                $"{report.Requests} ({report.Done} done, {report.Refused} refused, {report.TimedOut} timed out, {report.Aborted} aborted)"),
            ("misses",
                $"{report.Misses} ({Percent(report.MissRatio)}; {report.ColdStarts} cold starts, {report.DelayedHits} joined a load)"),
            ("wait for readiness",
                $"mean {Duration(report.MeanWaitS)}, p50 {Duration(report.P50WaitS)}, p95 {Duration(report.P95WaitS)}, p99 "
                    + $"{Duration(report.P99WaitS)}, max {Duration(report.MaxWaitS)}"),
            ("within its level", $"{Percent(report.SloAttainment)} of requests, {Number(report.GoodputRps)} per second"),
            ("slowdown", $"mean {Number(report.MeanSlowdown)}, p95 {Number(report.P95Slowdown)}, fairness {Number(report.Fairness)}"),
            ("loads",
                $"{report.Loads} in {Duration(report.LoadSeconds)} ({report.FirstLoads} first in {Duration(report.FirstLoadSeconds)}), "
                    + $"{Number(report.ReadGb)} GB read, {report.FailedLoads} failed"),
            ("memory", $"{GigabyteSeconds(report.MemoryGbS)} held, {Percent(report.UsefulResidency)} of it in use"),
            ("steadiness",
                $"{report.ThrashEvents} thrash events, {Duration(report.InducedLoadSeconds)} of load induced, reversal index "
                    + $"{Number(report.ReversalIndex)}"),
            ("cost per 1,000", report.Bound is { } bound
                ? $"{Number(report.Cost)} s waited and loaded; no policy below {Number(bound.Lower)} "
                    + $"({bound.Kind.ToString().ToLowerInvariant()} bound, {bound.Name}, relaxed; {Number(report.NormalisedExcess)} times "
                    + "its excess)"
                : null),
            ("actions", Counts(report.Actions) ?? "none"),
            ("decisions", $"{report.Decisions}, {Percent(report.NoOpShare)} of them no-op, longest run {report.LongestNoOpRun}"),
            ("resource", report.Controller is { } own
                ? $"forbade {Percent(own.GateBindingRate)} of wanted actions; mean {Number(own.ResourceMean)} credits"
                : null),
            ("regret", report.Rollouts is { } regret
                ? $"mean {Number(regret.MeanRegretS)} s over {Number(regret.HorizonS)} s in {regret.Sampled} decisions, "
                    + $"{Percent(regret.BestShare)} of which were best"
                : null),
            ("promises", report.Rollouts?.Promises is { } promises
                ? $"{promises.Actions} actions: slope {Number(promises.Slope)}, rank correlation {Number(promises.RankCorrelation)}, "
                    + $"{Percent(promises.Coverage80)} inside"
                : null),
            ("hindsight", report.Hindsight is { } judged
                ? $"{Percent(judged.GoodDecisionRatio)} of {judged.Judged} good, regret {Number(judged.MeanRegretS)} s in "
                    + $"{judged.Sampled} decisions"
                : null),
            ("guard vetoes", Counts(report.GuardVetoes))));
    }
}
