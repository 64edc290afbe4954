using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Teleo.Engine.Storage;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Research;
using Teleo.Figures.Plots;
using Teleo.Shell;

namespace Teleo.Commands;

/// <summary>
/// The command <c>teleo demo</c>: three simulated scenes (scarce memory, broken foresight, enough memory), then the shipped skills as a
/// real pool, with findings, one page, and every decision of a run.
/// </summary>
internal static class DemoCommand
{
    private const string Ours = "teleodynamic", Rival = "lru", Floor = "never-act";
    private const string Workload = "drift-fast", Budget = "50%";

    /// <summary>The longer scenario of docs/reference/POOL.md, in which all kinds of actions occur.</summary>
    private const string LongRun = "teleo pool run --skills skills --variant f32 q4_0 --limit 0.02 --change 3600";

    private static readonly Option<string?> Skills = new("--skills", "-s")
    {
        Description = "A folder of skill packages [the shipped ones]",
        HelpName = "DIR"
    };
    private static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "The folder for the report, pages and figures",
        DefaultValueFactory = _ => "demo",
        HelpName = "FOLDER"
    };
    private static readonly Option<int> Seeds =
        RunOptions.SeedsOf("Seeds: runs of each policy, on the same requests", 6, least: 2, most: 100);
    private static readonly Option<double> Seconds =
        CheckedOption.Of("--seconds", "S", "Seconds of the workload to simulate", 300, 30, 600.0);

    public static Subcommand Build() =>
        new("demo", "Show the controller with scarce memory, with broken foresight and with enough memory, then on real models",
        Run,
        ["teleo demo"]) { Skills, Out, Seeds, Seconds };

    private static ExitCode Run(CommandContext context)
    {
        string folder = context.Get(Out), trace = Path.Combine(folder, "run.jsonl.gz"), page = Path.Combine(folder, "decisions.html");
        string skills = context.Get(Skills) ?? ShippedSkills();
        var pool = Experiments.Research.Pool.Live(skills, Workload, Budget, context.Get(Seconds), specialistsOnly: true);
        PoolComparison comparison;
        ImmutableArray<DemoScene> scenes;
        using (var progress = context.Progress("demo"))
        {
            // The traced run comes before the compared ones, so that they meet a warm program.
            int simulated = DemoScenes.Runs(context.Get(Seeds)), all = simulated + 1 + 3 * context.Get(Seeds);
            scenes = DemoScenes.Play(context.Get(Seeds), done => progress.Report(done, all, "simulated scenes"), context.Cancellation);
            progress.Report(simulated, all, "real models, every decision written down");
            pool.Play(Ours, trace: trace, cancellation: context.Cancellation);
            comparison = pool.Compare(
                [Ours, Rival, Floor], context.Get(Seeds),
                done => progress.Report(simulated + 1 + done, all, $"real models: {Ours}, {Rival}, {Floor} in turn"), context.Cancellation);
        }

        var decisions = Trace.Open(trace);
        decisions.View(page);
        var run = decisions.Figure();
        run.Save(folder);
        DemoScenes.FigureOf(scenes).Save(folder);
        string report = Path.Combine(folder, "report.html"), verdict = Verdict(comparison[Rival], comparison[Ours]);
        string one = decisions.Decisions().Where(decision => decision.Acted).OrderBy(decision => decision.UsedShare < 0.5)
            .ThenBy(decision => decision.Margin).First().Explanation;
        AtomicFile.WriteText(report, HtmlReport.Render(PageOf(scenes, comparison, run, verdict, one, context)));
        var told = scenes.Select(scene => new { scene.Id, scene.Finding, scene.Comparison.Rows });
        return context.Result(
            new { Scenes = told, Verdict = verdict, comparison.Rows, comparison.Runs, Report = report, Decisions = page, Trace = trace },
            r =>
            {
                foreach (var scene in scenes)
                {
                    context.Line(context.Terminal.Bold(scene.Title));
                    context.Paragraph($"{scene.Finding}.", 2);
                }

                context.Line();
                Write(comparison, verdict, one, r.Report, r.Decisions, r.Trace, context);
            });
    }

    /// <summary>Positive differences mean that the rival costs more. What one machine shows in a few runs is no claim.</summary>
    internal static string Verdict(ComparedPolicy rival, ComparedPolicy ours)
    {
        var (least, most) = (PoolComparison.Text(Math.Abs(rival.Lower)), PoolComparison.Text(Math.Abs(rival.Upper)));
        string found = rival.Lower > 0 ? $"{ours.Policy} costs less than {rival.Policy}, by {least} to {most} s"
            : rival.Upper < 0 ? $"{ours.Policy} costs more than {rival.Policy}, by {most} to {least} s"
            : $"undecided; {ours.Policy} costs between {most} s less and {least} s more than {rival.Policy}";
        return $"{found} per 1,000 requests (95 % interval, paired by seed)";
    }

    private static void Write(PoolComparison comparison, string verdict, string one, string report,
        string page, string trace, CommandContext context)
    {
        context.Line(context.Terminal.Bold(
            $"real skills in half the memory they need, {comparison.Seeds} seeds; cost is s waited + s loaded per 1,000 requests"));
        context.Write(comparison.Table());
        context.Line();
        context.Paragraph($"Verdict: {verdict}.");
        context.Line("This is a look, not a study: nothing was registered, and the times are this machine's.");
        context.Line();
        context.Paragraph($"For instance: {one}");
        context.Line();
        context.Line($"report      {report} (start here)");
        context.Line($"decisions   {page} (open it in a browser)");
        context.Line($"trace       {trace} (try: teleo trace replay {trace})");
        context.Line($"next        {LongRun} (skills become wrong after an hour, and are retired)");
    }

    private static ReportPage PageOf(
        ImmutableArray<DemoScene> scenes, PoolComparison comparison, Teleo.Figures.Drawing.Figure run, string verdict, string one,
        CommandContext context) => new(
        "Which models should stay in memory?",
        $"When memory is scarce and loads take time: {scenes[0].Finding}. {Ours} is this project's controller; {Rival} evicts the model "
            + "that was used least recently. Cost is seconds waited plus seconds loaded.",
        [
            .. scenes.SelectMany(scene =>
                (Block[])[new Block.Heading(scene.Title), new Block.Paragraph($"{scene.About} Found: {scene.Finding}.")]),
            new Block.Heading("Real models"),
            new Block.Paragraph(
                $"Every request was answered by a real model in this process, a specialist for its one task. The weights of all skills "
                    + $"together take twice the memory there was, and what is asked for changes every minute. {Ours} is our controller, "
                    + $"{Rival} loads what is missed and lets the least recently used leave, {Floor} shows what doing nothing costs."),
            Block.Table.Of(
                $"Verdict: {verdict}. Means over {comparison.Seeds} seeds; cost is seconds waited and seconds loaded per 1,000 requests",
                comparison.Rows, comparison.Columns),
            new Block.Paragraph(
                "The interval is Student's over differences paired by seed. This is a look, not a study: nothing was registered, and "
                    + "times are those of one machine, with whatever else it was doing."),
            new Block.Heading("One run"),
            new Block.Drawing(run, "Which skill was loaded when, and the controller's resource below it."),
            new Block.Paragraph($"For instance: {one}"),
            .. Block.Again(string.Create(CultureInfo.InvariantCulture,
                $"teleo demo --seeds {comparison.Seeds} --seconds {context.Get(Seconds)}")),
        ])
        {
            Picture = new(DemoScenes.FigureOf(scenes),
                "Cost of each policy in three scenes. No policy can cost less than the dashed line."),
            Next =
            [
                new("look at every decision of the run with real models, each candidate and each term of its score.",
                    File: "decisions.html"),
                new("Let the program explain decisions in words.",
                    $"teleo trace explain {Path.Combine(context.Get(Out), "run.jsonl.gz")} --acted --limit 3"),
                new($"These scenes are simulated with the seeds 1 to {comparison.Seeds}. Play the first under fresh ones, beside every "
                    + "policy.",
                    "teleo sim compare --workload drift --capacity 6 --seed 1000 --seeds 20 --page compare.html"),
                new("Ask the same of your own request log.", "teleo advise LOG --models models.csv --memory 16GB --page advice.html"),
                new("the run with real models as a trace, for teleo trace explain, verify, replay and figure.", File: "run.jsonl.gz"),
            ],
        };

    /// <summary>The folder <c>skills</c> here or above, else above the program.</summary>
    private static string ShippedSkills()
    {
        foreach (string start in (string[])[Environment.CurrentDirectory, AppContext.BaseDirectory])
            for (var at = new DirectoryInfo(start); at is not null; at = at.Parent)
                if (File.Exists(Path.Combine(at.FullName, "skills", "manifest.schema.json"))) return Path.Combine(at.FullName, "skills");
        throw CommandFailure.BadInput("NoSkills", "no folder 'skills' here or above; name one with --skills");
    }
}
