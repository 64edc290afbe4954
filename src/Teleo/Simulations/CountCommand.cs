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
        context.Write(Table.Facts(
            ("requests", $"{report.Requests}"),
            ("misses",
                $"{report.Misses} ({QuantityText.Percent(report.MissRatio)}), {report.Oversize} of them for skills larger than the pool"),
            ("loads", $"{report.Loads} in {QuantityText.Duration(report.LoadSeconds)}"),
            ("demand bound",
                report.Bound is { } bound ? $"{QuantityText.Number(bound.Lower)} s ({bound.Name}, {Standing(bound)})" : null)));
    }

    private static string Standing(Bound bound) =>
        bound.IsExact ? "exact" : bound.Gap is { } gap ? $"relaxed, a plan lies {QuantityText.Percent(gap)} above" : "relaxed";
}
