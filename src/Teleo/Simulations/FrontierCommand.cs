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

/// <summary>The command <c>teleo sim frontier</c>: what each policy reaches over a grid of its own numbers.</summary>
internal static class FrontierCommand
{
    private const string Reference = "load-use-unload";

    private static readonly Option<string> Policies = new("--policies", "-p")
    {
        Description = "Names with commas between",
        DefaultValueFactory = _ => $"{Comparison.Model},value-set,drift-plus-penalty,ttl",
        HelpName = "P1,P2"
    };
    private static readonly Option<string> Factors = new("--factors")
    {
        Description = "What each number of a policy is multiplied by, one at a time",
        DefaultValueFactory = _ => "0.25,0.5,2,4",
        HelpName = "X,Y"
    };
    private static readonly Option<int> Seeds = new("--seeds")
    {
        Description = "How many seeds every setting runs on",
        DefaultValueFactory = _ => 2,
        HelpName = "N"
    };
    private static readonly Option<long> Seed = new("--seed")
    {
        Description = "The first of them",
        DefaultValueFactory = _ => 1,
        HelpName = "N"
    };
    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "Runs at once; results do not depend on it",
        DefaultValueFactory = _ => Environment.ProcessorCount,
        HelpName = "N"
    };

    public static Subcommand Build()
    {
        var verb = new Subcommand("frontier", "Show what policies reach over a grid of their numbers", Run,
            ["teleo sim frontier --workload drift --capacity 30% --policies drift-plus-penalty,ttl --factors 0.1,0.25,0.5,2,4,10"])
        {
            Policies, Factors, Seeds, Seed, Threads, PageOption.Page, PageOption.Figures,
        };
        foreach (var option in SimCommands.ScenarioOptions) verb.Add(option);
        return verb;
    }

    private static ExitCode Run(CommandContext context)
    {
        if (context.Get(Seeds) is < 1 or > 1000 || context.Get(Threads) is < 1 or > 1024)
            throw CommandFailure.Usage("--seeds takes 1 to 1000 and --threads 1 to 1024");
        var scenario = SimCommands.ScenarioOf(context);
        scenario.Prepare((ulong)context.Get(Seed));
        double[] factors = [.. context.Get(Factors).Split(',').Select(FactorIn)];
        string[] names = context.Get(Policies).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] settings = [.. names.SelectMany(name => GridOf(name, factors)).Append(Reference).Distinct()];
        var comparison = new Comparison(scenario, settings, (ulong)context.Get(Seed), context.Get(Seeds));
        using (var progress = context.Progress("playing the grid"))
            comparison.Run(context.Get(Threads), (done, setting) => progress.Report(done, comparison.Count, setting), context.Cancellation);
        var found = RowsOf(comparison, names);
        var code = context.Result(found, rows => Write(rows, context));
        PageOption.Write(context, () => PageOf(found, SimCommands.Words(scenario), context.Spelled(SimCommands.ScenarioOptions),
            scenario.Prepare((ulong)context.Get(Seed)).Assumptions));
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

    /// <summary>The policy as it is, and each of its numbers alone at each factor where it allows it.</summary>
    private static IEnumerable<string> GridOf(string name, double[] factors)
    {
        if (!PolicyCatalog.TryFind(name, out var entry))
            throw InputException.Asked("UnknownPolicy", $"no policy '{name}'{Suggestions.Sentence(name, PolicyCatalog.Names)}");
        yield return entry.Name;
        foreach (var option in entry.Options.Where(option => option.Default > 0 && double.IsFinite(option.Default)))
            foreach (double value in factors.Select(factor => factor * option.Default).Where(option.Allows))
                yield return string.Create(CultureInfo.InvariantCulture, $"{entry.Name}:{option.Name}={value:R}");
    }

    private static double FactorIn(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double factor) && factor is > 0 and < 1e6
            ? factor
            : throw CommandFailure.Usage($"--factors takes numbers above 0, not '{text}'");

    private static void Write(IReadOnlyList<FrontierRow> rows, CommandContext context)
    {
        var table = new Table(Column.Text("policy"), Column.Number("settings"), Column.Number("on the front"), Column.Number("hypervolume"),
            Column.Number("shortest wait s"), Column.Number("least load s"), Column.Number("dominates"));
        foreach (var row in rows)
            table.Add(row.Policy, row.Points.Count, row.Front.Count, row.Hypervolume.ToString("F4", CultureInfo.InvariantCulture),
                RunTable.Text(row.Front[0].MeanWaitS), RunTable.Text(row.Front[^1].LoadSeconds), $"{row.Dominated} of {row.Others}");
        context.Write(table);
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
        var blocks = ImmutableArray.CreateBuilder<Block>();
        blocks.Add(new Block.Heading("Every policy"));
        blocks.Add(new Block.Table($"Hypervolume: the share of (mean wait, load seconds) below {Reference} that some setting dominates",
            [new("policy"), TableColumn.Number("settings"), TableColumn.Number("on the front"), TableColumn.Number("hypervolume"),
                TableColumn.Number("dominates")],
            [.. rows.Select(row => (ImmutableArray<string>)
            [
                row.Policy, $"{row.Points.Count}", $"{row.Front.Count}", row.Hypervolume.ToString("F4", CultureInfo.InvariantCulture),
                    $"{row.Dominated} of {row.Others}",
            ])]));
        ComparisonPage.AddAssumed(blocks, assumed);
        return new ReportPage($"Waiting against loading on {scenario}", Verdict(rows), blocks.ToImmutable())
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
        string first = $"The settings of {rows[0].Policy} cover the largest share of what {Reference} leaves to gain, {Share(rows[0])}";
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
