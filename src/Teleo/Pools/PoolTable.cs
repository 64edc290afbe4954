using Teleo.Experiments.Live;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Worlds;
using Teleo.Shell;
using static Teleo.Experiments.Tables.QuantityText;

namespace Teleo.Pools;

/// <summary>Prints one live run: answers and their quality, cost, and resident skills.</summary>
internal static class PoolTable
{
    public static void Write(LiveResult result, CommandContext context)
    {
        foreach (var refused in result.RefusedPackages) context.Note($"{refused.Package} was left out: {refused.Why}");
        var report = result.Report;
        context.Line(
            context.Terminal.Bold(
                $"{result.Policy} on {result.Workload}, {result.Skills.Length} skills in {ByteSize.Text(result.BudgetBytes)}: "
                    + $"{Duration(result.PlantSeconds)} of the pool's time in {Duration(result.RealSeconds)}"));
        context.Write(Table.Facts(
            ("requests",
                $"{result.Requests} ({result.Answered} answered, {result.Refused} refused, {result.TimedOut} timed out, "
                    + $"{result.Cancelled} cancelled, {result.Failed} failed)"),
            ("answers",
                $"{result.Right} right, {result.Wrong} wrong"
                    + (result.Unjudged == 0 ? "" : $", {result.Unjudged} unjudged (proxy {Number(result.MeanProxy)})")
                    + $"; mean uncertainty {Number(result.MeanUncertainty)}"),
            ("wait for readiness",
                $"mean {Duration(report.MeanWaitS)}, p95 {Duration(report.P95WaitS)}, max {Duration(report.MaxWaitS)}; "
                    + $"{report.Misses} misses, {report.ColdStarts} cold starts"),
            ("in time", $"{Percent(report.SloAttainment)} of requests"),
            ("loads",
                $"{report.Loads} in {Duration(report.LoadSeconds)}, {report.FailedLoads} failed, {Number(report.ReadGb)} GB read"),
            ("actions", Counts(report.Actions) ?? "none"),
            ("decisions", $"{report.Decisions}, {Percent(report.NoOpShare)} of them no-op, longest run {report.LongestNoOpRun}"),
            ("resource", report.Controller is { } own
                ? $"{Number(result.Resource)} credits at the end, mean {Number(own.ResourceMean)}; forbade "
                    + $"{Percent(own.GateBindingRate)} of wanted actions"
                : null),
            ("guard", Counts(report.GuardVetoes)),
            ("machine",
                $"{ByteSize.Text((long)Value(result, "process.resident"))} resident, "
                    + $"{Duration(Value(result, "process.cpu.user") + Value(result, "process.cpu.system"))} of processor time so far, load "
                    + $"{Number(Value(result, "load.1m"))}")));
        context.Line();
        var known = result.Skills.Where(row => row.Arrivals > 0 || row.Loads > 0 || row.Stage != "verified").ToList();
        context.Write(Table.Of(known,
            (Column.Text("skill"), row => row.Name),
            (Column.Word("stage"), row => row.Stage),
            (Column.Number("asked"), row => row.Arrivals),
            (Column.Number("answered"), row => row.Completions),
            (Column.Number("loads"), row => row.Loads),
            (Column.Number("load"), row => Duration(row.MeanLoadSeconds)),
            (Column.Number("service"), row => Duration(row.MeanServiceSeconds))));
        if (known.Count < result.Skills.Length) context.Line($"and {result.Skills.Length - known.Count} more without a request");
        if (result.Operator.IsEmpty) return;
        context.Line();
        context.Write(Table.Of(result.Operator,
            (Column.Number("at"), note => Duration(note.AtSeconds)),
            (Column.Text("operator"), note => note.Command),
            (Column.Word("done"), note => note.Done ? "yes" : "no"),
            (Column.Text("why not"), note => note.Detail)));
    }

    private static double Value(LiveResult result, string name) => result.Machine.FirstOrDefault(reading => reading.Name == name).Value;
}
