using System.Globalization;
using Teleo.Experiments.Live;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Worlds;
using Teleo.Shell;

namespace Teleo.Pools;

/// <summary>One live run for people: what was answered and how well, what it cost, who was in memory.</summary>
internal static class PoolTable
{
    public static void Write(LiveResult result, CommandContext context)
    {
        foreach (var refused in result.RefusedPackages) context.Note($"{refused.Package} was left out: {refused.Why}");
        var report = result.Report;
        context.Line(
            context.Terminal.Bold(
                $"{result.Policy} on {result.Workload}, {result.Skills.Length} skills in {ByteSize.Text(result.BudgetBytes)}: "
                    + $"{Seconds(result.PlantSeconds)} of the pool's time in {Seconds(result.RealSeconds)}"));
        var table = new Table(Column.Word(""), Column.Text(""));
        table.Add("requests",
            $"{result.Requests} ({result.Answered} answered, {result.Refused} refused, {result.TimedOut} timed out, {result.Cancelled} "
                + $"cancelled, {result.Failed} failed)");
        table.Add("answers",
            $"{result.Right} right, {result.Wrong} "
                + $"wrong{(result.Unjudged == 0 ? "" : $", {result.Unjudged} unjudged (proxy {Text(result.MeanProxy)})")}; mean "
                + $"uncertainty {Text(result.MeanUncertainty)}");
        table.Add("wait for readiness",
            $"mean {Seconds(report.MeanWaitS)}, p95 {Seconds(report.P95WaitS)}, max {Seconds(report.MaxWaitS)}; {report.Misses} misses, "
                + $"{report.ColdStarts} cold starts");
        table.Add("in time", $"{Percent(report.SloAttainment)} of requests");
        table.Add("loads", $"{report.Loads} in {Seconds(report.LoadSeconds)}, {report.FailedLoads} failed, {Text(report.ReadGb)} GB read");
        table.Add("actions", report.Actions.Count == 0
            ? "none"
            : string.Join(", ", report.Actions.Select(action => $"{action.Key} {action.Value}")));
        table.Add("decisions", $"{report.Decisions}, {Percent(report.NoOpShare)} of them no-op, longest run {report.LongestNoOpRun}");
        if (report.Controller is { } own)
            table.Add("resource",
                $"{Text(result.Resource)} credits at the end, mean {Text(own.ResourceMean)}; forbade {Percent(own.GateBindingRate)} of "
                    + "wanted actions");
        if (report.GuardVetoes.Count > 0)
            table.Add("guard", string.Join(", ", report.GuardVetoes.Select(veto => $"{veto.Key} {veto.Value}")));
        table.Add("machine",
            $"{ByteSize.Text((long)Value(result, "process.resident"))} resident, "
                + $"{Seconds(Value(result, "process.cpu.user") + Value(result, "process.cpu.system"))} of processor time so far, load "
                + $"{Text(Value(result, "load.1m"))}");
        context.Write(table);
        context.Line();
        var skills = new Table(Column.Text("skill"), Column.Word("stage"), Column.Number("asked"), Column.Number("answered"),
            Column.Number("loads"), Column.Number("load"), Column.Number("service"));
        var known = result.Skills.Where(row => row.Arrivals > 0 || row.Loads > 0 || row.Stage != "verified").ToList();
        foreach (var row in known)
            skills.Add(row.Name, row.Stage, row.Arrivals, row.Completions, row.Loads, Seconds(row.MeanLoadSeconds),
                Seconds(row.MeanServiceSeconds));
        context.Write(skills);
        if (known.Count < result.Skills.Length) context.Line($"and {result.Skills.Length - known.Count} more that nobody needed");
        if (result.Operator.IsEmpty) return;
        context.Line();
        var orders = new Table(Column.Number("at"), Column.Text("operator"), Column.Word("done"), Column.Text("why not"));
        foreach (var note in result.Operator) orders.Add(Seconds(note.AtSeconds), note.Command, note.Done ? "yes" : "no", note.Detail);
        context.Write(orders);
    }

    private static double Value(LiveResult result, string name) => result.Machine.FirstOrDefault(reading => reading.Name == name).Value;

    internal static string Seconds(double? seconds) => QuantityText.Duration(seconds);

    internal static string Text(double? value) => QuantityText.Number(value);

    internal static string Percent(double? share) => share is { } part ? string.Create(CultureInfo.InvariantCulture, $"{part:P1}") : "-";
}
