using System.CommandLine;
using System.Globalization;
using Teleo.Experiments.Contenders;
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
    private static readonly NumbersOption Loads = new("--loads")
    {
        Description = "Loads to test, as multiples of the workload's rate",
        DefaultValueFactory = _ => "0.5,1,2,4,8",
        HelpName = "X,X,X",
        Takes = $"at least three rising numbers above 0 and at most {PhaseCommands.HighestLoad}",
        Allows = loads => loads is [> 0, _, .., <= PhaseCommands.HighestLoad] && NumbersOption.Rise(loads),
    };
    private static readonly Option<int> Seeds = RunOptions.SeedsOf("Number of seeds for every point", 4, least: 2);

    public static Subcommand Build() =>
        new("recover", "Unload every skill at several loads and measure how fast the pool recovers", Run,
            ["teleo phase recover --workload zipf --capacity 6 --loads 0.5,1,2,4,8"])
        {
            Loads, Seeds, RunOptions.FirstSeed, PhaseCommands.Policy, RunOptions.Threads, PhaseCommands.Out,
            FormatOption.Format,
            SimCommands.ScenarioOptions,
        };

    private static ExitCode Run(CommandContext context)
    {
        string policy = PolicyCatalog.Checked(context.Get(PhaseCommands.Policy));
        var scenario = SimCommands.ScenarioOf(context);
        var response = new PoolResponse(scenario, policy, Loads.In(context),
            context.Get(Seeds), context.Get(RunOptions.FirstSeed));
        var points = PhaseCommands.Played(context, "probing", response.Run);
        var trend = PoolResponse.Trend(points);
        string folder = context.Get(PhaseCommands.Out);
        FigureOf(points, $"{policy} on {scenario.Workload}: return after all skills were unloaded")
            .Save(folder, context.Get(FormatOption.Format));
        var rows =
            points.Select(point => new
            {
                point.Load,
                point.Rest,
                Rate = QuantityText.Known(point.Probe.Rate),
                StandardError = QuantityText.Known(point.Probe.StandardError),
                point.Probe.Used
            });
        return context.Result(new { Tau = QuantityText.Known(trend.Tau), P = QuantityText.Known(trend.P), Points = rows }, _ =>
        {
            context.Write(Table.Of(points,
                (Column.Number("load"), point => Text(point.Load)),
                (Column.Number("share at rest"), point => Text(point.Rest)),
                (Column.Number("rate 1/s"), point => Text(point.Probe.Rate)),
                (Column.Number("+-"), point => Text(point.Probe.StandardError)),
                (Column.Number("half back in s"), point => Text(Math.Log(2) / point.Probe.Rate))));
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

    private static string Text(double value) => double.IsFinite(value) ? value.ToString("0.###", CultureInfo.InvariantCulture) : "-";
}
