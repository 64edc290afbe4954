using System.CommandLine;
using System.Globalization;
using Teleo.Experiments.Evaluation;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Tables;
using Teleo.Shell;
using static Teleo.Skills.SkillEvidenceCommands;

namespace Teleo.Skills;

/// <summary>The command <c>teleo skill route</c>: classifies the task of a request, measures the router, and trains it.</summary>
internal static class SkillRouteCommand
{
    private const int TasksShown = 3;

    private static readonly Option<string> Text = new("--text") { Description = "The request to classify", HelpName = "TEXT" };
    private static readonly Option<bool> Evaluate =
        new("--evaluate") { Description = "Measure the router again on test items and compare with the figures in its file" };
    private static readonly Option<string> Train =
        new("--train") { Description = "Train a router and write it with its evidence to this folder", HelpName = "FOLDER" };
    private static readonly Option<string> RouterPath = new("--router")
    {
        Description = "The router to use",
        DefaultValueFactory = _ => Path.Combine("skills", "router", RouterFile.FileName),
        HelpName = "FILE",
    };
    private static readonly Option<ulong> Seed = RunOptions.SeedOf("Seed of the training");

    public static Subcommand Build() => new("route", "Classify the task of a request, with a calibrated confidence", Run,
    [
        "teleo skill route --text \"reverse abc\"",
        "teleo skill route --evaluate",
        "teleo skill route --train router --seed 1",
    ])
    {
        Text, Evaluate, Train, RouterPath, Seed,
    };

    private static ExitCode Run(CommandContext context) => (context.Get(Text), context.Get(Evaluate), context.Get(Train)) switch
    {
        ({ } text, false, null) => Route(context, text),
        (null, true, null) => Measure(context),
        (null, false, { } folder) => Make(context, folder),
        _ => throw CommandFailure.Usage("give one of --text, --evaluate and --train"),
    };

    private static ExitCode Route(CommandContext context, string text)
    {
        var tasks = RouterFile.Read(context.Get(RouterPath)).Router().Route(text).Take(TasksShown).ToList();
        return context.Result(tasks, _ => context.Write(Table.Of(tasks,
            (Column.Text("task"), task => task.Task),
            (Column.Number("probability"), task => task.Probability.ToString("F4", CultureInfo.InvariantCulture)))));
    }

    private static ExitCode Measure(CommandContext context)
    {
        var file = RouterFile.Read(context.Get(RouterPath));
        var figures = RouterExam.Take(file.Router()).Select(exam => exam.Figure).ToList();
        Show(context, figures);
        bool reproduces = file.Evidence.Length == figures.Count
            && figures.Zip(file.Evidence).All(pair => pair.First.Reproduces(pair.Second));
        return reproduces ? ExitCode.Ok : throw CommandFailure.Integrity("DoesNotReproduce",
            $"the file says {string.Join(", ", file.Evidence.Select(figure => $"{figure.Right} of {figure.Items} {figure.Requests}"))}",
                context.Get(RouterPath));
    }

    private static ExitCode Make(CommandContext context, string folder)
    {
        ulong seed = context.Get(Seed);
        var router = TaskRouter.Train(seed);
        var exams = RouterExam.Take(router);
        var file = RouterFile.Of(router, seed, exams);
        file.Write(Path.Combine(folder, RouterFile.FileName));
        RouterPage.Write(folder, file, exams);
        return Show(context, [.. exams.Select(exam => exam.Figure)]);
    }

    private static ExitCode Show(CommandContext context, List<RouterFigure> figures) => context.Result(figures, _ =>
        context.Write(Table.Of(figures,
            (Column.Text("requests"), figure => figure.Requests),
            (Column.Number("items"), figure => figure.Items),
            (Column.Number("right"), figure => Percent((double)figure.Right / figure.Items)),
            (Column.Word("95 % interval"), figure => Range(figure.Interval())),
            (Column.Number("calibration error"), figure => figure.CalibrationError.ToString("F4", CultureInfo.InvariantCulture)))));

    private static string Range(Interval interval) => $"{Percent(interval.Lower)} to {Percent(interval.Upper)}";
}
