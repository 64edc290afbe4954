using System.CommandLine;
using System.Globalization;
using Teleo.Experiments.Sweeps;
using Teleo.Experiments.Tables;
using Teleo.Figures.Drawing;
using Teleo.Figures.Plots;
using Teleo.Shell;
using Teleo.Simulations;

namespace Teleo.Phases;

/// <summary>The command <c>teleo phase recover</c>: disturbs the settled pool at several loads and measures its recovery.</summary>
internal static class PhaseRecoverCommand
{
    private static readonly Option<string> Loads = new("--loads")
    {
        Description = "Loads to test, as multiples of the workload's rate",
        DefaultValueFactory = _ => "0.5,1,2,4,8",
        HelpName = "X,X,X"
    };

    public static Subcommand Build() =>
        new("recover", "Unload every skill at several loads and measure how fast the pool recovers", Run,
            ["teleo phase recover --workload zipf --capacity 6 --loads 0.5,1,2,4,8"])
        {
            Loads, PhaseCommands.Seeds, PhaseCommands.Seed, PhaseCommands.Policy, PhaseCommands.Threads, PhaseCommands.Out,
            FormatOption.Format,
            SimCommands.ScenarioOptions,
        };

    private static ExitCode Run(CommandContext context)
    {
        double[] loads = PhaseCommands.Numbers(context.Get(Loads), ',', "--loads");
        if (loads.Length < 3 || loads.Any(load => !(load > 0)) || !loads.SequenceEqual(loads.Order()))
            throw CommandFailure.Usage("--loads takes at least three rising numbers above 0");
        if (context.Get(PhaseCommands.Seeds) is < 2 or > 1000) throw CommandFailure.Usage("--seeds takes 2 to 1000");
        var scenario = SimCommands.ScenarioOf(context);
        var response = new PoolResponse(scenario, context.Get(PhaseCommands.Policy), loads,
            context.Get(PhaseCommands.Seeds), (ulong)context.Get(PhaseCommands.Seed));
        IReadOnlyList<PoolResponse.At> points;
        using (var progress = context.Progress("probing")) points =
            response.Run(context.Get(PhaseCommands.Threads), (done, all) => progress.Report(done, all), context.Cancellation);
        var trend = PoolResponse.Trend(points);
        string folder = context.Get(PhaseCommands.Out);
        FigureOf(points, $"{context.Get(PhaseCommands.Policy)} on {scenario.Workload}: return after all skills were unloaded")
            .Save(folder, context.Get(FormatOption.Format));
        var rows =
            points.Select(point => new
            {
                point.Load,
                point.Rest,
                Rate = Known(point.Probe.Rate),
                StandardError = Known(point.Probe.StandardError),
                point.Probe.Used
            });
        return context.Result(new { Tau = Known(trend.Tau), P = Known(trend.P), Points = rows }, _ =>
        {
            var table = new Table(Column.Number("load"), Column.Number("share at rest"), Column.Number("rate 1/s"),
                Column.Number("+-"), Column.Number("half back in s"));
            foreach (var point in points)
                table.Add(Text(point.Load), Text(point.Rest), Text(point.Probe.Rate), Text(point.Probe.StandardError),
                    Text(Math.Log(2) / point.Probe.Rate));
            context.Write(table);
            context.Line(string.Create(CultureInfo.InvariantCulture,
                $"Kendall's tau of the rate over the load: {trend.Tau:0.00}, p = {trend.P:0.000}. A rate that falls towards a load is a "
                    + $"warning of it and no proof of a transition."));
            context.Line($"wrote recovery.svg and its numbers to {folder}");
        });
    }

    private static Figure FigureOf(IReadOnlyList<PoolResponse.At> points, string title)
    {
        var fitted = points.Where(point => double.IsFinite(point.Probe.Rate)).ToList();
        return new Figure("recovery",
        [
            new Panel(new Scale.Linear("Time since the unload", "s"), new Scale.Linear("Resident share of the catalog") { Zero = true },
                [.. points.Select(
                    point => (Mark)new Mark.Line([.. point.Response.Select((_, t) => t * point.Step)],
                        [.. point.Response]) { Name = $"load {Text(point.Load)}" })]),
            new Panel(new Scale.Logarithmic("Load", "× rate of the workload"), new Scale.Linear("Rate of return", "1/s") { Zero = true },
                [new Mark.Line([.. fitted.Select(p => p.Load)], [.. fitted.Select(p => p.Probe.Rate)])
                {
                    Markers = true,
                    Lower = [.. fitted.Select(p => p.Probe.Rate - 2 * p.Probe.StandardError)],
                    Upper = [.. fitted.Select(p => p.Probe.Rate + 2 * p.Probe.StandardError)],
                }]),
        ])
        { Title = title, Note = "Means over seeds. Ribbon: two standard errors of the fit." };
    }

    private static double? Known(double value) => double.IsFinite(value) ? value : null;

    private static string Text(double value) => double.IsFinite(value) ? value.ToString("0.###", CultureInfo.InvariantCulture) : "-";
}
