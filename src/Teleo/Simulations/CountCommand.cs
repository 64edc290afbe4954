using System.Globalization;
using Teleo.Experiments.Bounds;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Simulations;

/// <summary>The count tier of <c>teleo sim run</c>: requests as accesses to a cache.</summary>
internal static class CountCommand
{
    public static ExitCode Run(PreparedScenario prepared, string policy, CommandContext context) =>
        context.Result(new CountRun(prepared.Run).Play(policy), report => Write(report, context));

    private static void Write(CountReport report, CommandContext context)
    {
        context.Line(context.Terminal.Bold($"{report.Policy}, count tier"));
        var table = new Table(Column.Word(""), Column.Text(""));
        table.Add("requests", report.Requests.ToString(CultureInfo.InvariantCulture));
        table.Add("misses",
            $"{report.Misses} ({RunTable.Percent(report.MissRatio)}), {report.Oversize} of them for skills larger than the pool");
        table.Add("loads", $"{report.Loads} in {RunTable.Seconds(report.LoadSeconds)}");
        if (report.Bound is { } bound) table.Add("demand bound", $"{RunTable.Text(bound.Lower)} s ({bound.Name}, {Standing(bound)})");
        context.Write(table);
    }

    private static string Standing(Bound bound) =>
        bound.IsExact ? "exact" : bound.Gap is { } gap ? $"relaxed, a plan lies {RunTable.Percent(gap)} above" : "relaxed";
}
