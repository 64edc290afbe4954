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
    private static readonly Option<string> Horizons = new("--horizons")
    {
        Description = "Seconds of arrivals that are known",
        DefaultValueFactory = _ => "0,3,10,100",
        HelpName = "S,S",
    };

    private static readonly Option<int> Seeds =
        new("--seeds") { Description = "Seeds of every point", DefaultValueFactory = _ => 3, HelpName = "N" };
    private static readonly Option<long> Seed =
        new("--seed") { Description = "The first of them", DefaultValueFactory = _ => 1, HelpName = "N" };

    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "Runs at once; results do not depend on it",
        DefaultValueFactory = _ => Environment.ProcessorCount,
        HelpName = "N",
    };

    public static Subcommand Build()
    {
        var verb = new Subcommand(
            "foresight", "Show what knowing arrivals ahead would save, and how much of it", Run,
            ["teleo sim foresight --workload servegen-windows --capacity 30% --seeds 2"])
        {
            Horizons, Seeds, Seed, Threads, PageOption.Page, PageOption.Figures,
        };
        foreach (var option in SimCommands.ScenarioOptions) verb.Add(option);
        return verb;
    }

    private static ExitCode Run(CommandContext context)
    {
        if (context.Get(Seeds) is < 1 or > 1000 || context.Get(Threads) is < 1 or > 1024) throw CommandFailure.Usage(
            "--seeds takes 1 to 1000 and --threads 1 to 1024");
        double[] horizons = [.. context.Get(Horizons).Split(',').Select(HorizonIn).Order()];
        var scenario = SimCommands.ScenarioOf(context);
        var prepared = scenario.Prepare((ulong)context.Get(Seed));
        if (prepared.Run.Trace is Adversary) throw new InputException(
            "NoFuture", "the requests answer to the policy: there is no future to know");
        string[] curve = [.. horizons.Select(seconds => string.Create(CultureInfo.InvariantCulture, $"foresight:seconds={seconds:R}"))];
        string[] policies = [Comparison.Model, "attainable", .. curve, "clairvoyant", "clairvoyant-credit"];
        var comparison = new Comparison(scenario, policies, (ulong)context.Get(Seed), context.Get(Seeds));
        using (var progress = context.Progress("foreseeing"))
            comparison.Run(context.Get(Threads), (done, policy) => progress.Report(done, comparison.Count, policy), context.Cancellation);
        var rows = ComparisonRow.Of(comparison.Cells, Comparison.Model).Select(row => row with { Assumed = prepared.Assumptions }).ToList();
        var code = context.Result(rows, found => Write(found, policies, horizons, context));
        PageOption.Write(context, () => PageOf(rows, curve, horizons, SimCommands.Words(scenario),
            context.Spelled(SimCommands.ScenarioOptions)));
        return code;
    }

    private static double HorizonIn(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and <= 1e9
            ? seconds
            : throw CommandFailure.Usage($"--horizons takes seconds from 0, not '{text}'");

    private static void Write(IReadOnlyList<ComparisonRow> rows, string[] policies, double[] horizons, CommandContext context)
    {
        context.Paragraph(Sentence(rows, horizons));
        var table = new Table(
            Column.Text("knowledge"), Column.Number("cost"), Column.Number("% to ours"), Column.Number("wait s"), Column.Number("loads"));
        double own = rows.First(row => row.Policy == Comparison.Model).Cost!.Value;
        foreach (var row in policies.Select(policy => rows.First(row => row.Policy == policy)))
            table.Add(Words(row.Policy), CompareCommand.Short(row.Cost), CompareCommand.Short(100 * (row.Cost / own - 1)),
                CompareCommand.Short(row.MeanWaitS), CompareCommand.Short(row.Loads));
        context.Write(table);
        if (ComparisonPage.Bound(rows) is { } bound) context.Paragraph(bound);
        WorldOptions.Tell(rows[0].Assumed, context);
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
        var blocks = ImmutableArray.CreateBuilder<Block>();
        blocks.Add(new Block.Heading("Costs"));
        blocks.Add(new Block.Table(
            "Means over seeds, in seconds waited and loaded per 1,000 requests", [new("knowledge"), TableColumn.Number("cost")],
            [.. rows.Select(row => (ImmutableArray<string>)[Words(row.Policy), ComparisonPage.Number(row.Cost)])]));
        if (ComparisonPage.Bound(rows) is { } bound) blocks.Add(new Block.Paragraph(bound));
        ComparisonPage.AddAssumed(blocks, rows[0].Assumed);
        return new ReportPage($"What foresight would save on {scenario}", Sentence(rows, horizons), blocks.ToImmutable())
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
