using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Teleo.Engine.Input;
using Teleo.Experiments.Comparisons;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Workloads;
using Teleo.Figures.Drawing;
using Teleo.Shell;

namespace Teleo.Simulations;

/// <summary>The command <c>teleo sim foresight</c>: the cost that knowledge of so many seconds of arrivals would reach.</summary>
internal static class ForesightCommand
{
    private static readonly NumbersOption Horizons = new("--horizons")
    {
        Description = "Seconds ahead for which arrivals are known, separated by commas",
        DefaultValueFactory = _ => "0,3,10,100",
        HelpName = "S,S",
        Takes = "seconds from 0 to 1000000000",
        Allows = horizons => horizons.All(seconds => seconds is >= 0 and <= 1e9),
    };

    private static readonly Option<int> Seeds = RunOptions.SeedsOf("Number of seeds for every point", 3);

    public static Subcommand Build() => new(
        "foresight", "Show how much a policy saves that knows arrivals some seconds ahead", Run,
        ["teleo sim foresight --workload servegen-windows --capacity 30% --seeds 2"])
    {
        Horizons, Seeds, RunOptions.FirstSeed, RunOptions.Threads, PageOption.Page, PageOption.Figures,
        SimCommands.ScenarioOptions,
    };

    private static ExitCode Run(CommandContext context)
    {
        double[] horizons = [.. Horizons.In(context).Order()];
        var scenario = SimCommands.ScenarioOf(context);
        var prepared = scenario.Prepare(context.Get(RunOptions.FirstSeed));
        if (prepared.Run.Trace is Adversary) throw new InputException(
            "NoFuture", "foresight needs requests that do not depend on the policy; this workload makes them from its actions");
        string[] curve = [.. horizons.Select(seconds => string.Create(CultureInfo.InvariantCulture, $"foresight:seconds={seconds:R}"))];
        string[] policies = [Comparison.Model, "attainable", .. curve, "clairvoyant", "clairvoyant-credit"];
        var comparison = CompareCommand.Played(context, "foreseeing",
            new Comparison(scenario, policies, context.Get(RunOptions.FirstSeed), context.Get(Seeds)));
        var rows = ComparisonRow.Of(comparison.Cells, Comparison.Model).Select(row => row with { Assumed = prepared.Assumptions }).ToList();
        var code = context.Result(rows, found => Write(found, policies, horizons, context));
        PageOption.Write(context, () => PageOf(rows, curve, horizons, SimCommands.Words(scenario),
            context.Spelled(SimCommands.ScenarioOptions)));
        return code;
    }

    private static void Write(IReadOnlyList<ComparisonRow> rows, string[] policies, double[] horizons, CommandContext context)
    {
        context.Paragraph(Sentence(rows, horizons));
        double own = rows.First(row => row.Policy == Comparison.Model).Cost!.Value;
        context.Write(Table.Of(policies.Select(policy => rows.First(row => row.Policy == policy)),
            (Column.Text("knowledge"), row => Words(row.Policy)),
            (Column.Number("cost"), row => CompareCommand.Short(row.Cost)),
            (Column.Number("% to ours"), row => CompareCommand.Short(100 * (row.Cost / own - 1))),
            (Column.Number("wait s"), row => CompareCommand.Short(row.MeanWaitS)),
            (Column.Number("loads"), row => CompareCommand.Short(row.Loads))));
        if (ComparisonPage.Bound(rows) is { } bound) context.Paragraph(bound);
        WorldOptions.WriteAssumptions(rows[0].Assumed, context);
    }

    private static string Sentence(IReadOnlyList<ComparisonRow> rows, double[] horizons)
    {
        double Cost(string policy) => rows.First(row => row.Policy == policy).Cost!.Value;
        double own = Cost(Comparison.Model);
        string Change(double cost) => string.Create(CultureInfo.InvariantCulture,
            $"{Math.Abs(100 * (cost / own - 1)):0.#} % {(cost > own ? "more" : "less")}");
        double last = rows.Where(row => row.Policy.StartsWith("foresight", StringComparison.Ordinal)).Min(row => row.Cost!.Value);
        return $"Our controller would cost {Change(Cost("attainable"))} if it knew the true request rates; a plan that knows the "
            + $"arrivals of the coming {horizons[^1]:0} s costs {Change(last)}.";
    }

    private static string Words(string policy) =>
        policy == Comparison.Model ? "our controller"
        : policy == "attainable" ? "our controller with the true rates of ten minutes"
        : policy.StartsWith("foresight", StringComparison.Ordinal) ? $"arrivals {policy.Split('=')[1]} s ahead"
        : policy == "clairvoyant" ? "all arrivals, in their order"
        : "all arrivals, by gain for each load second";

    private static ReportPage PageOf(
        IReadOnlyList<ComparisonRow> rows, string[] curve, double[] horizons, string scenario, string options)
    {
        double? Cost(string policy) => rows.First(row => row.Policy == policy).Cost;
        ImmutableArray<double> places = [.. horizons.Select((_, i) => (double)i)];
        ImmutableArray<double> costs = [.. curve.Select(policy => Cost(policy) ?? double.NaN)];
        var plan = new Mark.Line(places, costs) { Name = "plan with foresight", Markers = true };
        var figure = Figure.Of("foresight",
            new Scale.Categories("Seconds of arrivals known", [.. horizons.Select(s => s.ToString(CultureInfo.InvariantCulture))]),
            new Scale.Linear("Cost", "s per 1,000 requests") { Zero = true },
            plan,
            new Mark.Rule(Direction.Horizontal, Cost(Comparison.Model) ?? double.NaN, "our controller"),
            new Mark.Rule(Direction.Horizontal, Cost("attainable") ?? double.NaN, "with true rates"));
        return new ReportPage($"What foresight would save on {scenario}", Sentence(rows, horizons),
        [
            new Block.Heading("Costs"),
            Block.Table.Of("Means over seeds, in seconds waited and loaded per 1,000 requests", rows,
                (Column.Text("knowledge"), row => Words(row.Policy)),
                (Column.Number("cost"), row => ComparisonPage.Number(row.Cost))),
            .. Block.Known(ComparisonPage.Bound(rows)),
            .. Block.Assumed(rows[0].Assumed),
        ])
        {
            Picture = new(figure, "Cost of a plan that knows the arrivals of the coming seconds, beside our controller with its own and "
                + "with true rates."),
            Next =
            [
                new("Find where more knowledge stops paying.",
                    NextStep.Line("teleo sim foresight", options, "--horizons 0,1,2,5,10,30,100 --seeds 10 --page foresight.html")),
                new("See which deployable policy comes closest.",
                    NextStep.Line("teleo sim compare", options, "--page compare.html")),
            ],
        };
    }
}
