using System.CommandLine;
using System.Globalization;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Live;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Studies;
using Teleo.Experiments.Tables;
using Teleo.Pool.Probes;
using Teleo.Shell;

namespace Teleo.Pools;

/// <summary>The command <c>teleo pool cold</c>: the sim-to-real card where a load is long.</summary>
internal static class PoolColdCommand
{
    private static readonly Option<string> Files = new("--files")
    {
        Description = "Keeps eight files of random bytes there, 915 MB together",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "teleo-cold"),
    };
    private static readonly Option<double> Rate = new("--rate")
    {
        Description = "The most that the loader reads, in MB/s",
        HelpName = "N",
        DefaultValueFactory = _ => 500,
    };
    private static readonly Option<int> Requests = new("--requests")
    {
        Description = "Requests of each play, about",
        HelpName = "N",
        DefaultValueFactory = _ => 60,
    };
    private static readonly Option<int> Policies = new("--policies")
    {
        Description = "Policies of each point",
        HelpName = "N",
        DefaultValueFactory = _ => 5,
    };
    private static readonly Option<int> Seed = new("--seed") { Description = "The seed", HelpName = "N", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> Out = new("--out", "-o")
    {
        Description = "Writes every play and the errors as tables, and a README made from them",
        HelpName = "FOLDER",
    };
    private static readonly Option<string?> Page = new("--page") { Description = "Writes the card as one HTML page", HelpName = "FILE" };

    public static Subcommand Build() => new("cold", "Compare the simulator with cold loads of large files on this machine", Run,
        ["teleo pool cold --out cold --page cold.html"]) { Files, Rate, Requests, Policies, Seed, Out, Page };

    private static ExitCode Run(CommandContext context)
    {
        if (context.Get(Rate) is not (>= 1 and <= 1e5)) throw CommandFailure.Usage("--rate takes 1 to 100000");
        if (context.Get(Requests) is < 10 or > 100_000) throw CommandFailure.Usage("--requests takes 10 to 100000");
        if (context.Get(Policies) is < 3 or > 12) throw CommandFailure.Usage("--policies takes 3 to 12");
        double before = Machine.Load(context.Clock);
        using var bench = new ColdBench(
            context.Get(Files), ColdBench.UsualSizes, 1e6 * context.Get(Rate), (ulong)context.Get(Seed), context.Clock);
        var fidelity = new ColdFidelity(bench, ColdPoint.All(context.Get(Requests)), context.Get(Policies));
        ColdCard card;
        using (var progress = context.Progress("playing"))
            card = fidelity.RunAsync((done, what) => progress.Report(done, fidelity.Plays, what), context.Cancellation)
                .GetAwaiter().GetResult();
        string machine = string.Create(CultureInfo.InvariantCulture, $"{Machine.Processor}, {Environment.ProcessorCount} processors, load "
            + $"{before:F1} before and {Machine.Load(context.Clock):F1} after, {context.Clock.GetUtcNow():yyyy-MM-dd}");
        var page = ColdPage.Of(card, machine, CommandOf(context));
        if (context.Get(Out) is { } folder)
        {
            StudyCsv.WriteRecords(Path.Combine(folder, "plays.csv"), card.Plays);
            AtomicFile.WriteText(Path.Combine(folder, "card.json"), Json.Of(card) + "\n");
            AtomicFile.WriteText(Path.Combine(folder, "README.md"), MarkdownReport.Render(page));
        }

        if (context.Get(Page) is { } path) AtomicFile.WriteText(path, HtmlReport.Render(page));
        return context.Result(card, _ => Write(card, page, context));
    }

    private static string CommandOf(CommandContext context) => string.Create(CultureInfo.InvariantCulture,
        $"teleo pool cold --rate {context.Get(Rate)} --requests {context.Get(Requests)} --policies {context.Get(Policies)} "
            + $"--seed {context.Get(Seed)}");

    private static void Write(ColdCard card, ReportPage page, CommandContext context)
    {
        context.Line(page.Summary);
        context.Write(Table.Of(card.Mechanisms,
            (Column.Word("what"), error => error.Name),
            (Column.Number("median error"), error => Quantity.Percent(error.MedianError)),
            (Column.Number("worst"), error => Quantity.Percent(error.WorstError)),
            (Column.Number("bias"), error => Quantity.Percent(error.Bias)),
            (Column.Number("compared"), error => error.Compared)));
        context.Write(Table.Of(card.Points.Append(card.Overall),
            (Column.Word("point"), point => point.Point),
            (Column.Number("tau"), point => Text(point.Tau)),
            (Column.Number("ceiling"), point => Text(point.Retest)),
            (Column.Number("span"), point => Text(point.Span))));
    }

    private static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
