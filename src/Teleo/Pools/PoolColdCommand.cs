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
        Description = "The folder for eight files of random bytes, 915 MB together",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "teleo-cold"),
    };
    private static readonly Option<double> Rate =
        CheckedOption.Of("--rate", "N", "The highest read rate of the loader, in MB/s", 500, 1, 1e5);
    private static readonly Option<int> Requests =
        CheckedOption.Of("--requests", "N", "Requests of each run, approximately", 60, 10, 100_000);
    private static readonly Option<int> Policies =
        CheckedOption.Of("--policies", "N", "Number of policies at each point", 5, 3, 12);
    private static readonly Option<ulong> Seed = RunOptions.SeedOf("The seed");
    private static readonly Option<string?> Out = new("--out", "-o")
    {
        Description = "Write every run and the errors as tables, and a README with the results",
        HelpName = "FOLDER",
    };
    private static readonly Option<string?> Page = new("--page") { Description = "Write the result as one HTML page", HelpName = "FILE" };

    public static Subcommand Build() => new("cold", "Compare the simulator with cold loads of large files on this machine", Run,
        ["teleo pool cold --out cold --page cold.html"]) { Files, Rate, Requests, Policies, Seed, Out, Page };

    private static ExitCode Run(CommandContext context)
    {
        double before = Machine.Load(context.Clock);
        using var bench = new ColdBench(
            context.Get(Files), ColdBench.UsualSizes, 1e6 * context.Get(Rate), context.Get(Seed), context.Clock);
        var fidelity = new ColdFidelity(bench, ColdPoint.All(context.Get(Requests)), context.Get(Policies));
        var card = context.During("playing", progress => fidelity.RunAsync(
            (done, what) => progress.Report(done, fidelity.Plays, what), context.Cancellation).GetAwaiter().GetResult());
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
        PoolFidelityCommand.Errors("what", "compared", card.Mechanisms, context);
        context.Write(Table.Of(card.Points.Append(card.Overall),
            (Column.Word("point"), point => point.Point),
            (Column.Number("tau"), point => Text(point.Tau)),
            (Column.Number("ceiling"), point => Text(point.Retest)),
            (Column.Number("span"), point => Text(point.Span))));
    }

    private static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
