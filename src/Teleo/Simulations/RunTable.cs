using System.Globalization;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Simulations;

/// <summary>One run for people: what requests lived through, what it cost, how steady it was.</summary>
internal static class RunTable
{
    public static void Write(RunReport report, CommandContext context)
    {
        string time = QuantityText.Duration(report.SimulatedSeconds);
        context.Line(context.Terminal.Bold($"{report.Policy}, seed {report.Seed}, {time} simulated"));
        var table = new Table(Column.Word(""), Column.Text(""));
        table.Add("requests",
            $"{report.Requests} ({report.Done} done, {report.Refused} refused, {report.TimedOut} timed out, {report.Aborted} aborted)");
        table.Add("misses",
            $"{report.Misses} ({Percent(report.MissRatio)}; {report.ColdStarts} cold starts, {report.DelayedHits} joined a load)");
        table.Add("wait for readiness",
            $"mean {Seconds(report.MeanWaitS)}, p50 {Seconds(report.P50WaitS)}, p95 {Seconds(report.P95WaitS)}, p99 "
                + $"{Seconds(report.P99WaitS)}, max {Seconds(report.MaxWaitS)}");
        table.Add("within its level", $"{Percent(report.SloAttainment)} of requests, {Text(report.GoodputRps)} per second");
        table.Add("slowdown", $"mean {Text(report.MeanSlowdown)}, p95 {Text(report.P95Slowdown)}, fairness {Text(report.Fairness)}");
        table.Add("loads",
            $"{report.Loads} in {Seconds(report.LoadSeconds)} ({report.FirstLoads} first in {Seconds(report.FirstLoadSeconds)}), "
                + $"{Text(report.ReadGb)} GB read, {report.FailedLoads} failed");
        table.Add("memory", $"{QuantityText.GigabyteSeconds(report.MemoryGbS)} held, {Percent(report.UsefulResidency)} of it in use");
        table.Add("steadiness",
            $"{report.ThrashEvents} thrash events, {Seconds(report.InducedLoadSeconds)} of load induced, reversal index "
                + $"{Text(report.ReversalIndex)}");
        if (report.Bound is { } bound)
            table.Add("cost per 1,000",
                $"{Text(report.Cost)} s waited and loaded; no policy below {Text(bound.Lower)} "
                    + $"({bound.Kind.ToString().ToLowerInvariant()} bound, {bound.Name}, relaxed; {Text(report.NormalisedExcess)} times "
                    + "its excess)");
        table.Add("actions", report.Actions.Count == 0
            ? "none"
            : string.Join(", ", report.Actions.Select(action => $"{action.Key} {action.Value}")));
        table.Add("decisions", $"{report.Decisions}, {Percent(report.NoOpShare)} of them no-op, longest run {report.LongestNoOpRun}");
        if (report.Controller is { } own)
            table.Add("resource", $"forbade {Percent(own.GateBindingRate)} of wanted actions; mean {Text(own.ResourceMean)} credits");
        if (report.Rollouts is { } regret)
            table.Add("regret",
                $"mean {Text(regret.MeanRegretS)} s over {Text(regret.HorizonS)} s in {regret.Sampled} decisions, "
                    + $"{Percent(regret.BestShare)} of which were best");
        if (report.Rollouts?.Promises is { } promises)
            table.Add("promises",
                $"{promises.Actions} actions: slope {Text(promises.Slope)}, rank correlation {Text(promises.RankCorrelation)}, "
                    + $"{Percent(promises.Coverage80)} inside");
        if (report.Hindsight is { } judged)
            table.Add("hindsight",
                $"{Percent(judged.GoodDecisionRatio)} of {judged.Judged} good, regret {Text(judged.MeanRegretS)} s in "
                    + $"{judged.Sampled} decisions");
        if (report.GuardVetoes.Count > 0)
            table.Add("guard vetoes", string.Join(", ", report.GuardVetoes.Select(veto => $"{veto.Key} {veto.Value}")));
        context.Write(table);
    }

    internal static string Text(double? value) => QuantityText.Number(value);

    internal static string Seconds(double? value) => QuantityText.Duration(value);

    internal static string Percent(double? share) =>
        share is { } known ? (100 * known).ToString("F1", CultureInfo.InvariantCulture) + " %" : "-";
}
