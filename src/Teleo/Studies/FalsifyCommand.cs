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
        Description = $"{Impostors} tries the judge itself on subjects whose truth is known: the confusion matrix; {Subjects} judges "
            + $"{string.Join(", ", Published)}",
    };
    private static readonly Option<bool> IsQuick = new("--quick")
    {
        Description = "Fewer seeds, and for the study two workloads and short runs",
    };
    private static readonly Option<string> Only = new("--commitment") { HelpName = "C1..C5", Description = "Judge this one alone" };
    private static readonly Option<string> Out = new("--out")
    {
        HelpName = "FOLDER",
        Description = "Folder of the study's results [runs/commitments, or runs/falsify-quick]",
    };
    private static readonly Option<bool> IsDetailed = new("--detail") { Description = "Show every criterion with its figures" };
    private static readonly Option<string> Subject = new("--subject")
    {
        HelpName = "NAME|FILE.dll|FILE.cs",
        Description = "Judge this controller by intervention: a policy, a known subject, an assembly or a C# file with one",
    };
    private static readonly Option<string> Process = new("--command")
    {
        HelpName = "COMMAND",
        Description = "Judge the program that this starts, by the protocol of docs/reference/SUBJECTS.md",
    };
    private static readonly Option<int> Seeds = new("--seeds")
    {
        HelpName = "N",
        Description = $"Seeds of each treatment [{SubjectJudge.FullSeeds}, or {SubjectJudge.QuickSeeds}]",
    };
    private static readonly Option<ulong> FirstSeed = new("--first-seed")
    {
        HelpName = "N",
        Description = "The first of the seeds in a row, for a judgement on seeds of your own",
        DefaultValueFactory = _ => SubjectJudge.FirstSeed,
    };
    private static readonly Option<int> Threads = new("--threads")
    {
        HelpName = "N",
        Description = "Runs at once; results do not depend on it",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };
    private static readonly Option<string> Page = new("--page")
    {
        HelpName = "FILE",
        Description = "Write the verdicts as one page: HTML, or Markdown where the name ends in .md",
    };

    public static Subcommand Build() => new("falsify", "Try to refute the commitments of our controller, or of yours", Run,
        ["teleo falsify --quick", "teleo falsify --subject lru --quick", "teleo falsify impostors --quick --json",
            "teleo falsify --command \"python3 experiments/subjects/most_wanted.py\" --quick"])
    {
        What, IsQuick, Only, IsDetailed, Out, Subject, Process, Seeds, FirstSeed, Threads, Page, WorldOptions.Machine,
        WorldOptions.WorldFile, WorldOptions.Models,
    };

    /// <summary>The same study in another world, under a name of its own: what comes of it is exploratory.</summary>
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
        JudgeResult result;
        using (var progress = context.Progress("judging"))
            result = JudgeOf(context).Of(source, ReferenceOf, done =>
                progress.Report(done, Math.Max(done, SubjectJudge.RunsAtMost(SeedsOf(context)))));
        WritePage(context, JudgePage.Of(result));
        return context.Result(JudgeReport.Of(result, only), report => Write(context, report));
    }

    private static ExitCode JudgePublished(CommandContext context)
    {
        var judge = JudgeOf(context);
        var results = new List<JudgeResult>();
        using (var progress = context.Progress("judging"))
        {
            foreach (string name in Published)
            {
                results.Add(judge.Of(SubjectOf(name), ReferenceOf));
                progress.Report(results.Count, Published.Length, name);
            }
        }

        WritePage(context, JudgePage.Of(results));
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
        var subjects = new List<MatrixSubject>();
        using (var progress = context.Progress("judging"))
        {
            foreach (var one in known)
            {
                var result = judge.Of(one.Source, ReferenceOf);
                subjects.Add(MatrixSubject.Of(one, result));
                progress.Report(subjects.Count, known.Count, one.Source.Name);
                if (context.Get(IsDetailed) && !context.IsJson) Write(context, JudgeReport.Of(result));
            }
        }

        var matrix = new ConfusionMatrix(subjects);
        WritePage(context, JudgePage.Of(matrix));
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
        context.Result(
            new { Subjects = subjectRows, matrix.Rows, matrix.LackingCells, matrix.RefutedCells, matrix.Problems },
            _ => Write(context, matrix));
        return matrix.Stands ? ExitCode.Ok : ExitCode.IntegrityFailure;
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
    }

    private static void Write(CommandContext context, ConfusionMatrix matrix)
    {
        string[] ids = ["C1", "C2", "C3", "C4", "C5"];
        var table = new Table([Column.Word("subject"), Column.Word("is"), .. ids.Select(id => Column.Word(id))]);
        foreach (var subject in matrix.Subjects)
            table.Add([subject.Name, subject.Impostor ? "impostor" : "positive", .. ids
                .Select(id => (object)ConfusionMatrix.CellOf(subject, id))]);
        context.Write(table);
        context.Line("D demonstrated, R refuted, U undecided, N not measured; - lacks it, + has it");
        var rows = new Table(Column.Word("commitment"), Column.Number("found where it is"), Column.Number("95 %"),
            Column.Number("refuted where it is not"), Column.Number("95 %"), Column.Number("undecided"), Column.Number("passed"));
        foreach (var row in matrix.Rows)
            rows.Add(row.Commitment, $"{row.Found} of {row.Have}", $"{row.Sensitivity.Lower:P0} to {row.Sensitivity.Upper:P0}",
                $"{row.Refuted} of {row.Lack}", $"{row.Specificity.Lower:P0} to {row.Specificity.Upper:P0}", row.Undecided, row.Passed);
        context.Write(rows);
        foreach (string problem in matrix.Problems) context.Line(problem);
    }

    private static SubjectJudge JudgeOf(CommandContext context)
    {
        if (context.Get(Threads) is < 1 or > 1024) throw CommandFailure.Usage("--threads takes 1 to 1024");
        if (context.Get(FirstSeed) is < 2 or > long.MaxValue) throw CommandFailure.Usage($"--first-seed takes 2 to {long.MaxValue}");
        return new(SeedsOf(context), context.Get(Threads), context.Cancellation, context.Get(FirstSeed));
    }

    private static int SeedsOf(CommandContext context)
    {
        if (!context.Has(Seeds)) return context.Get(IsQuick) ? SubjectJudge.QuickSeeds : SubjectJudge.FullSeeds;
        return context.Get(Seeds) is var seeds and >= 3 and <= 10_000 ? seeds : throw CommandFailure.Usage("--seeds takes 3 to 10000");
    }

    private static SubjectSource SubjectOf(string name) =>
        KnownSubjects.All.FirstOrDefault(known => known.Source.Name == name)?.Source
            ?? (SubjectScript.Is(name) ? SubjectScript.Open(name) : SubjectSource.Named(name));

    internal static SubjectSource ReferenceOf(string name) => SubjectOf(name);
}
