using System.Collections.Immutable;
using System.CommandLine;
using Teleo.Engine.Storage;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Impostors;
using Teleo.Experiments.Judging;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Studies;
using Teleo.Experiments.Subjects;
using Teleo.Experiments.Tables;
using Teleo.Shell;
using Teleo.Simulations;

namespace Teleo.Studies;

/// <summary>
/// The command <c>teleo falsify</c>: tries to refute the commitments, of our controller by its study or of any controller by
/// intervention.
/// </summary>
internal static class FalsifyCommand
{
    private const string Impostors = "impostors", Subjects = "subjects";

    /// <summary>The controllers whose verdicts are published.</summary>
    private static readonly ImmutableArray<string> Published =
        ["teleodynamic", "teleodynamic-service-earned", "teleodynamic-clock-filled", "drift-plus-penalty", "lru"];

    private static readonly Argument<string?> What = new("what")
    {
        HelpName = $"{Impostors}|{Subjects}",
        Arity = ArgumentArity.ZeroOrOne,
        Description = $"{Impostors} tests the judge on controllers with known properties (confusion matrix); {Subjects} judges "
            + $"{string.Join(", ", Published)}",
    };
    private static readonly Option<bool> IsQuick = new("--quick")
    {
        Description = "Use fewer seeds; for the study, two workloads and short runs",
    };
    private static readonly Option<string> Only = new("--commitment") { HelpName = "C1..C5", Description = "Judge only this commitment" };
    private static readonly Option<string> Out = new("--out")
    {
        HelpName = "FOLDER",
        Description = "The folder for the study's results [runs/commitments, or runs/falsify-quick]",
    };
    private static readonly Option<bool> IsDetailed = new("--detail") { Description = "Show every criterion with its figures" };
    private static readonly Option<string> Subject = new("--subject")
    {
        HelpName = "NAME|FILE.dll|FILE.cs",
        Description = "The controller to judge: a policy, a known subject, an assembly, or a C# file",
    };
    private static readonly Option<string> Process = new("--command")
    {
        HelpName = "COMMAND",
        Description = "A command that starts the program to judge; docs/reference/SUBJECTS.md has its protocol",
    };
    private static readonly Option<int> Seeds = new CheckedOption<int>("--seeds")
    {
        HelpName = "N",
        Description = $"Number of seeds for each treatment [{SubjectJudge.FullSeeds}, or {SubjectJudge.QuickSeeds}]",
        Takes = "3 to 10000",
        Allows = seeds => seeds is >= 3 and <= 10_000,
    };
    private static readonly Option<ulong> FirstSeed = new CheckedOption<ulong>("--first-seed")
    {
        HelpName = "N",
        Description = "The first seed; the others follow it",
        DefaultValueFactory = _ => SubjectJudge.FirstSeed,
        Takes = $"2 to {long.MaxValue}",
        Allows = seed => seed is >= 2 and <= long.MaxValue,
    };
    private static readonly Option<string> Page = new("--page")
    {
        HelpName = "FILE",
        Description = "Write the verdicts as one page: Markdown for a name in .md, else HTML",
    };

    public static Subcommand Build() => new("falsify", "Try to refute the five commitments for our controller or for yours", Run,
        ["teleo falsify --quick", "teleo falsify --subject lru --quick", "teleo falsify impostors --quick --json",
            "teleo falsify --command \"python3 experiments/subjects/most_wanted.py\" --quick"])
    {
        What, IsQuick, Only, IsDetailed, Out, Subject, Process, Seeds, FirstSeed, RunOptions.Threads, Page, WorldOptions.Machine,
        WorldOptions.WorldFile, WorldOptions.Models,
    };

    /// <summary>Returns the same study in another world, under another name; its results are exploratory.</summary>
    private static StudyDefinition Elsewhere(StudyDefinition study, CommandContext context)
    {
        if (!context.Has(WorldOptions.Machine) && !context.Has(WorldOptions.WorldFile) && !context.Has(WorldOptions.Models)) return study;
        string folder = context.Get(Out) ?? "runs";
        bool isOneWorld = context.Has(WorldOptions.WorldFile) || context.Has(WorldOptions.Models);
        ImmutableArray<string> words = isOneWorld
            ? [WorldOptions.WordOf(context, study.Workloads[0], folder)]
            : [.. study.Workloads.Select(workload => WorldOptions.WordOf(context, workload, folder))];
        return study with { Name = $"{study.Name}-elsewhere", Workloads = words, TuningWorkloads = [] };
    }

    private static ExitCode Run(CommandContext context)
    {
        if (context.Get(What) is { } what)
        {
            return what switch
            {
                Impostors => Matrix(context),
                Subjects => JudgePublished(context),
                _ => throw CommandFailure.UnknownName("exercise", what, [Impostors, Subjects]),
            };
        }

        if (context.Get(Subject) is { } name) return JudgeOne(context, SubjectOf(name));
        if (context.Get(Process) is { } command) return JudgeOne(context, SubjectSource.OfCommand(command));
        return RunStudy(context);
    }

    private static ExitCode RunStudy(CommandContext context)
    {
        string only = context.Get(Only) ?? "";
        var judged = Commitments.All.Where(c => only.Length == 0 || c.Id.Equals(only, StringComparison.OrdinalIgnoreCase)).ToList();
        if (judged.Count == 0) throw CommandFailure.UnknownName("commitment", only, [.. Commitments.All.Select(c => c.Id)]);

        var study = Elsewhere(context.Get(IsQuick) ? FalsificationStudy.Quick : FalsificationStudy.Full, context);
        var workspace = StudyWorkspace.Of(study, CellRunners.For(study.Plant, context.Clock), context.Get(Out));
        StudyCommands.RunToTheEnd(context, workspace, Environment.ProcessorCount);
        var summary = workspace.Merge(context.Clock, context.Cancellation);
        var results = summary.Commitments.Where(result => judged.Contains(result.Commitment)).ToList();

        return context.Result(
            results.Select(r => new
            {
                r.Commitment.Id,
                r.Commitment.Name,
                r.Verdict,
                r.Reason,
                Criteria = r.Findings
                .Select(f => new { f.Criterion.Id, f.Criterion.Says, f.Criterion.Falsifier, f.Finding.Answer, f.Finding.Evidence }),
            }),
            _ =>
            {
                StudyTexts.Commitments(context, results, context.Get(IsDetailed));
                context.Line($"{summary.Results.Runs.Length} runs, {summary.Results.FailedRuns} failed; {summary.Standing}");
            });
    }

    private static ExitCode JudgeOne(CommandContext context, SubjectSource source)
    {
        string only = context.Get(Only) ?? "";
        if (only.Length > 0 && JudgeCriteria.All.All(c => !c.Id.Equals(only, StringComparison.OrdinalIgnoreCase)))
            throw CommandFailure.UnknownName("commitment", only, [.. JudgeCriteria.All.Select(c => c.Id)]);
        var result = context.During("judging", progress => JudgeOf(context).Of(source, ReferenceOf, done =>
            progress.Report(done, Math.Max(done, SubjectJudge.RunsAtMost(SeedsOf(context))))));
        WritePage(context, JudgePage.Of(result, context.Asked, context.Spelled([Subject, Process])));
        return context.Result(JudgeReport.Of(result, only), report => Write(context, report));
    }

    private static ExitCode JudgePublished(CommandContext context)
    {
        var judge = JudgeOf(context);
        var results = context.ForEach("judging", Published, name => name, name => judge.Of(SubjectOf(name), ReferenceOf));
        WritePage(context, JudgePage.Of(results, context.Asked));
        return context.Result(results.Select(result => JudgeReport.Of(result)).ToList(), reports =>
        {
            foreach (var report in reports) Write(context, report);
        });
    }

    private static void WritePage(CommandContext context, ReportPage page)
    {
        if (context.Get(Page) is not { } path) return;
        bool isMarkdown = path.EndsWith(".md", StringComparison.OrdinalIgnoreCase);
        AtomicFile.WriteText(path, isMarkdown ? MarkdownReport.Render(page) : HtmlReport.Render(page));
    }

    private static ExitCode Matrix(CommandContext context)
    {
        IReadOnlyList<KnownSubject> known = context.Get(Subject) is { } only ? [KnownSubjects.Find(only)] : KnownSubjects.All;
        var judge = JudgeOf(context);
        var matrix = new ConfusionMatrix(context.ForEach("judging", known, one => one.Source.Name, one =>
        {
            var result = judge.Of(one.Source, ReferenceOf);
            if (context.Get(IsDetailed) && !context.IsJson) Write(context, JudgeReport.Of(result));
            return MatrixSubject.Of(one, result);
        }));
        WritePage(context, JudgePage.Of(matrix, context.Asked));
        var subjectRows = matrix.Subjects.Select(s => new
        {
            s.Name,
            s.Says,
            s.Impostor,
            s.Positive,
            Lacks = s.Lacks.Keys.ToList(),
            Why = s.Lacks,
            s.Has,
            Verdicts = s.Verdicts.ToDictionary(verdict => verdict.Key, verdict => verdict.Value.ToString()),
            s.Fails,
        }).ToList();
        return context.Result(
            new { Subjects = subjectRows, matrix.Rows, matrix.LackingCells, matrix.RefutedCells, matrix.Problems },
            _ => Write(context, matrix), matrix.Stands ? ExitCode.Ok : ExitCode.IntegrityFailure);
    }

    private static void Write(CommandContext context, JudgeReport report)
    {
        context.Line($"{report.Subject}, criteria {report.Criteria}, {report.Seeds} seeds");
        if (report.Disqualified.Length > 0) context.Line($"disqualified: {report.Disqualified}");
        foreach (var verdict in report.Verdicts)
        {
            string note = verdict.Note.Length > 0 ? $" ({verdict.Note})" : "";
            context.Line($"{verdict.Id,-3} {context.Terminal.Bold(verdict.Verdict.Words())}: {verdict.Name}{note}");
            foreach (var one in verdict.Criteria.Where(c => context.Get(IsDetailed) || c.Answer != CriterionAnswer.Holds))
            {
                context.Paragraph($"{one.Id} {StudyPhrases.WordOf(one.Answer)}: {one.Says}", 4);
                string place = one.Run.Length > 0 ? $"; least in {one.Run}, decision: {one.Place}" : "";
                context.Paragraph($"{one.Evidence}, must exceed {one.MustExceed}{place}", 9);
            }
        }

        context.Paragraph(
            $"In short: {string.Join(", ", report.Verdicts.Select(verdict => $"{verdict.Id} {verdict.Verdict.Words()}"))}.");
    }

    private static void Write(CommandContext context, ConfusionMatrix matrix)
    {
        string[] ids = ["C1", "C2", "C3", "C4", "C5"];
        context.Write(Table.Of(matrix.Subjects,
        [
            (Column.Word("subject"), subject => subject.Name),
            (Column.Word("is"), subject => subject.Impostor ? "impostor" : "positive"),
            .. ids.Select<string, (Column, Func<MatrixSubject, object?>)>(id =>
                (Column.Word(id), subject => ConfusionMatrix.CellOf(subject, id))),
        ]));
        context.Line("D demonstrated, R refuted, U undecided, N not measured; - lacks it, + has it");
        context.Write(Table.Of(matrix.Rows,
            (Column.Word("commitment"), row => row.Commitment),
            (Column.Number("found where it is"), row => $"{row.Found} of {row.Have}"),
            (Column.Number("95 %"), row => $"{row.Sensitivity.Lower:P0} to {row.Sensitivity.Upper:P0}"),
            (Column.Number("refuted where it is not"), row => $"{row.Refuted} of {row.Lack}"),
            (Column.Number("95 %"), row => $"{row.Specificity.Lower:P0} to {row.Specificity.Upper:P0}"),
            (Column.Number("undecided"), row => row.Undecided),
            (Column.Number("passed"), row => row.Passed)));
        foreach (string problem in matrix.Problems) context.Line(problem);
    }

    private static SubjectJudge JudgeOf(CommandContext context) =>
        new(SeedsOf(context), context.Get(RunOptions.Threads), context.Cancellation, context.Get(FirstSeed));

    private static int SeedsOf(CommandContext context) => context.Has(Seeds) ? context.Get(Seeds)
        : context.Get(IsQuick) ? SubjectJudge.QuickSeeds
        : SubjectJudge.FullSeeds;

    private static SubjectSource SubjectOf(string name) =>
        KnownSubjects.All.FirstOrDefault(known => known.Source.Name == name)?.Source
            ?? (SubjectScript.Is(name) ? SubjectScript.Open(name) : SubjectSource.Named(name));

    internal static SubjectSource ReferenceOf(string name) => SubjectOf(name);
}
