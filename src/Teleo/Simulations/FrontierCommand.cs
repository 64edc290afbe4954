using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Teleo.Engine.Input;
using Teleo.Experiments.Comparisons;
using Teleo.Experiments.Contenders;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Worlds;
using Teleo.Figures.Drawing;
using Teleo.Shell;

namespace Teleo.Simulations;

/// <summary>The command <c>teleo sim frontier</c>: the results of each policy over a grid of its settings.</summary>
internal static class FrontierCommand
{
    private const string Reference = "load-use-unload";

    private static readonly Option<string> Policies = new("--policies", "-p")
    {
        Description = "Policies, separated by commas",
        DefaultValueFactory = _ => $"{Comparison.Model},value-set,drift-plus-penalty,ttl",
        HelpName = "P1,P2"
    };
    private static readonly NumbersOption Factors = new("--factors")
    {
        Description = "Factors for each number of a policy, applied to one number at a time",
        DefaultValueFactory = _ => "0.25,0.5,2,4",
        HelpName = "X,Y",
        Takes = "numbers above 0 and at most 1000000",
        Allows = factors => factors.All(factor => factor is > 0 and <= 1e6),
    };
    private static readonly Option<int> Seeds = RunOptions.SeedsOf("Number of seeds for every setting", 2);

    public static Subcommand Build() => new(
        "frontier", "Show the trade-off between waiting and loading for each policy over its settings", Run,
        ["teleo sim frontier --workload drift --capacity 30% --policies drift-plus-penalty,ttl --factors 0.1,0.25,0.5,2,4,10"])
    {
        Policies, Factors, Seeds, RunOptions.FirstSeed, RunOptions.Threads, PageOption.Page, PageOption.Figures,
        SimCommands.ScenarioOptions,
    };

    private static ExitCode Run(CommandContext context)
    {
        var scenario = SimCommands.ScenarioOf(context);
        scenario.Prepare(context.Get(RunOptions.FirstSeed));
        string[] names = context.List(Policies);
        string[] settings = [.. names.SelectMany(name => GridOf(name, Factors.In(context))).Append(Reference).Distinct()];
        var comparison = CompareCommand.Played(context, "playing the grid",
            new Comparison(scenario, settings, context.Get(RunOptions.FirstSeed), context.Get(Seeds)));
        var found = RowsOf(comparison, names);
        var code = context.Result(found, rows => Write(rows, context));
        PageOption.Write(context, () => PageOf(found, SimCommands.Words(scenario), context.Spelled(SimCommands.ScenarioOptions),
            scenario.Prepare(context.Get(RunOptions.FirstSeed)).Assumptions));
        return code;
    }

    private static IReadOnlyList<FrontierRow> RowsOf(Comparison comparison, string[] names)
    {
        var points = comparison.Cells.Where(cell => cell.Report is { MeanWaitS: not null }).GroupBy(cell => cell.Policy)
            .ToDictionary(group => group.Key,
                group => new FrontierPoint(group.Average(cell => cell.Report!.MeanWaitS!.Value),
                    group.Average(cell => cell.Report!.LoadSeconds)));
        if (!points.TryGetValue(Reference, out var reference))
            throw new InputException("NoReference", $"{Reference} cannot work here, and the areas are measured from it");
        var byName = points.GroupBy(point => PolicyCatalog.NameIn(point.Key))
            .ToDictionary(group => group.Key, group => group.Select(point => point.Value).ToList());
        return [.. names.Where(byName.ContainsKey).Select(name => RowOf(name, byName, reference))
            .OrderByDescending(row => row.Hypervolume)];
    }

    private static FrontierRow RowOf(string name, Dictionary<string, List<FrontierPoint>> byName, FrontierPoint reference)
    {
        var own = byName[name];
        var others = byName.Where(entry => entry.Key != name).SelectMany(entry => entry.Value).ToList();
        return new FrontierRow
        {
            Policy = name,
            Points = own,
            Front = Frontier.Of(own),
            Hypervolume = Frontier.Hypervolume(own, reference),
            Dominated = others.Count(other => own.Any(point => point.Dominates(other))),
            Others = others.Count,
        };
    }

    /// <summary>Returns the policy with its defaults, and with each of its numbers alone at each allowed factor.</summary>
    private static IEnumerable<string> GridOf(string name, double[] factors)
    {
        var entry = PolicyCatalog.Find(name);
        yield return entry.Name;
        foreach (var option in entry.Options.Where(option => option.Default > 0 && double.IsFinite(option.Default)))
            foreach (double value in factors.Select(factor => factor * option.Default).Where(option.Allows))
                yield return string.Create(CultureInfo.InvariantCulture, $"{entry.Name}:{option.Name}={value:R}");
    }

    private static void Write(IReadOnlyList<FrontierRow> rows, CommandContext context)
    {
        context.Write(Table.Of(rows,
            (Column.Text("policy"), row => row.Policy),
            (Column.Number("settings"), row => row.Points.Count),
            (Column.Number("on the front"), row => row.Front.Count),
            (Column.Number("hypervolume"), row => row.Hypervolume.ToString("F4", CultureInfo.InvariantCulture)),
            (Column.Number("shortest wait s"), row => QuantityText.Number(row.Front[0].MeanWaitS)),
            (Column.Number("least load s"), row => QuantityText.Number(row.Front[^1].LoadSeconds)),
            (Column.Number("dominates"), row => $"{row.Dominated} of {row.Others}")));
        context.Line($"Hypervolume: share of (mean wait, load seconds) below {Reference} that some setting dominates.");
    }

    /// <summary>Every setting of a policy as a point, and a line through those of its front.</summary>
    private static IEnumerable<Mark> Marks(FrontierRow row) =>
    [
        new Mark.Points([.. row.Points.Select(point => point.MeanWaitS)], [.. row.Points.Select(point => point.LoadSeconds)])
        {
            Name = row.Policy,
        },
        new Mark.Step([.. row.Front.Select(point => point.MeanWaitS)], [.. row.Front.Select(point => point.LoadSeconds)])
        {
            Name = row.Policy,
        },
    ];

    private static ReportPage PageOf(
        IReadOnlyList<FrontierRow> rows, string scenario, string options, IReadOnlyList<Assumption> assumed)
    {
        ImmutableArray<Mark> marks = [.. rows.SelectMany(Marks)];
        var figure = Figure.Of("frontier", new Scale.Logarithmic("Mean wait", "s"), new Scale.Logarithmic("Loading", "s"), marks) with
        {
            Width = 900,
            Note = "A point is a setting; a line joins the settings of a policy that none of its others beats on both axes. "
                + "Lower and left is better.",
        };
        return new ReportPage($"Waiting against loading on {scenario}", Verdict(rows),
        [
            new Block.Heading("Every policy"),
            Block.Table.Of($"Hypervolume: of all pairs of mean wait and loading below those of {Reference}, the share that some setting of "
                + "the policy beats in both", rows,
                (Column.Text("policy"), row => row.Policy),
                (Column.Number("settings"), row => row.Points.Count),
                (Column.Number("on the front"), row => row.Front.Count),
                (Column.Number("hypervolume"), row => row.Hypervolume.ToString("F4", CultureInfo.InvariantCulture)),
                (Column.Number("dominates"), row => $"{row.Dominated} of {row.Others}")),
            .. Block.Assumed(assumed),
        ])
        {
            Picture = new(figure, "Mean wait against seconds of loading, one point for each setting of each policy."),
            Next =
            [
                new("Steady the points with more seeds, and fill the lines with more factors.", NextStep.Line("teleo sim frontier", options,
                    $"--policies {string.Join(',', rows.Select(row => row.Policy))}",
                    "--factors 0.1,0.25,0.5,2,4,10 --seeds 8 --page frontier.html")),
                new("Compare the policies as they are, with intervals.", NextStep.Line("teleo sim compare", options,
                    $"--policies {string.Join(',', rows.Select(row => row.Policy))} --seeds 20 --page compare.html")),
            ],
        };
    }

    private static string Verdict(IReadOnlyList<FrontierRow> rows)
    {
        string Share(FrontierRow row) => row.Hypervolume.ToString("P1", CultureInfo.InvariantCulture);
        string first = $"The settings of {rows[0].Policy} have the largest hypervolume of waiting and loading, {Share(rows[0])}";
        return rows.Count == 1 ? $"{first}." : $"{first}; next is {rows[1].Policy} with {Share(rows[1])}.";
    }

    private sealed record FrontierRow
    {
        public required string Policy { get; init; }
        public required IReadOnlyList<FrontierPoint> Points { get; init; }
        public required IReadOnlyList<FrontierPoint> Front { get; init; }
        public required double Hypervolume { get; init; }

        /// <summary>Settings of the other policies, the reference among them, that some own setting dominates.</summary>
        public required int Dominated { get; init; }
        public required int Others { get; init; }
    }
}
