using System.CommandLine;
using System.Security.Cryptography;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Studies;
using Teleo.Experiments.Tables;
using Teleo.Shell;
using Teleo.Skills;

namespace Teleo.Studies;

/// <summary>The group <c>teleo study</c>: from a definition in a file to a verdict.</summary>
internal static class StudyCommands
{
    private static readonly Argument<string> File = new("study") { HelpName = "STUDY.json", Description = "The definition of the study" };
    private static readonly Option<string> Out =
        new("--out") { HelpName = "FOLDER", Description = "The folder for the results [runs/NAME]" };
    private static readonly Option<string> Tables = new("--tables")
    {
        HelpName = "FOLDER",
        Description = "The folder for the table, or for MLflow's folders",
        DefaultValueFactory = _ => "tables",
    };

    private static readonly Option<string> ExportFormat =
        ExportOptions.Make([.. TableFiles.Formats, MlflowStore.Format], "A table: parquet or csv; a file store: mlflow");

    private static readonly Option<string> Shard = new("--shard") { HelpName = "I/N", Description = "Run only part I of N" };
    private static readonly Argument<string> Key = new("key")
    {
        HelpName = "KEY.pem",
        Description = "The private key of the witness (teleo key make)",
    };

    public static Subcommand Build() => new("study", "Register, run and judge a study that is defined in a file")
    {
        new Subcommand("validate", "List every fault of a definition, with line and column", Validate,
            ["teleo study validate experiments/commitments.json"]) { File },
        new Subcommand("register", "Freeze definition, code, data and seeds before the first run", Register,
            ["teleo study register experiments/commitments.json"]) { File, Out },
        new Subcommand("witness", "Sign a registration before its first run, as evidence of its time", Witness,
            ["teleo study witness experiments/commitments.json witness.pem"])
            {
                File, Key, TrustArguments.Passphrase, Out,
            },
        new Subcommand("plan", "Count the runs of a study that are done and that are missing", Plan,
            ["teleo study plan experiments/commitments.json"]) { File, Out },
        new Subcommand("run", "Run the missing runs; an interrupted study resumes", Run,
            ["teleo study run experiments/commitments.json", "teleo study run experiments/commitments.json --shard 3/8"])
            {
                File, Out, Shard, RunOptions.Threads,
            },
        StudyRunsCommands.List(File, Out),
        StudyRunsCommands.Difference(File, Out),
        StudyRunsCommands.Again(File, Out),
        StudyRunsCommands.Sweep(File, Out),
        new Subcommand("merge", "Merge all runs into the tables", Merge,
            ["teleo study merge experiments/commitments.json"]) { File, Out },
        new Subcommand("export", "Write a row per run with its world, policy, seed and code: one table, or MLflow's file store", Export,
            [
                "teleo study export experiments/commitments.json --format parquet --tables tables",
                "teleo study export experiments/commitments.json --format mlflow --tables mlruns",
            ])
        {
            File, Out, ExportFormat, Tables,
        },
        new Subcommand("status", "Show the runs that are done or failed, and whether the study may confirm claims", Status,
            ["teleo study status experiments/commitments.json"]) { File, Out },
        new Subcommand("report", "Write the report as HTML and Markdown, with the verdicts first", Report,
            ["teleo study report experiments/commitments.json"]) { File, Out },
        new Subcommand("verdict", "Judge the claims of a study", Verdict,
            ["teleo study verdict experiments/commitments.json"]) { File, Out },
        StudyTuneCommands.Build(),
        SensitivityCommand.Build(),
    };

    private static ExitCode Validate(CommandContext context)
    {
        var workspace = Open(context);
        return context.Result(
            new { Study = workspace.Study.Name, Faults = 0, Runs = workspace.Plan.Cells.Length },
            _ => context.Line($"no fault: {workspace.Plan.Cells.Length} runs ({Shape(workspace.Study)})"));
    }

    private static ExitCode Register(CommandContext context)
    {
        var workspace = Open(context);
        var registration = workspace.Register(context.Clock, RandomNumberGenerator.GetBytes(Registration.NonceBytes));
        return context.Result(registration, r =>
        {
            context.Line($"registered {r.Study}: {r.Runs} runs, sha256 {r.Sha256}");
            context.Line($"written to {workspace.RegistrationPath}");
        });
    }

    private static ExitCode Witness(CommandContext context)
    {
        var workspace = Open(context);
        using var key = TrustArguments.Key(context, Key);
        var receipt = workspace.Witness(key, context.Clock);
        return context.Result(receipt, r =>
        {
            context.Line($"witnessed registration {r.Registration} by key {r.Signature.KeyId}");
            context.Line($"written to {Path.Combine(workspace.Folder, WitnessReceipt.FileName)}");
        });
    }

    private static ExitCode Plan(CommandContext context)
    {
        var workspace = Open(context);
        int there = workspace.Plan.Cells.Count(cell => workspace.Store.TryRead(cell) is not null);
        return context.Result(new { Runs = workspace.Plan.Cells.Length, Done = there, Folder = workspace.Folder }, plan =>
        {
            context.Line($"{plan.Runs} runs: {Shape(workspace.Study)}");
            context.Line($"{there} are done, {plan.Runs - there} are to be run, in {workspace.Folder}");
            context.Line($"a batch system may share them: teleo study run {context.Get(File)} --shard I/N, then teleo study merge");
        });
    }

    private static ExitCode Run(CommandContext context)
    {
        var workspace = Open(context);
        int threads = context.Get(RunOptions.Threads);
        if (context.Has(Shard))
        {
            RunCells(context, workspace, ShardOf(workspace.Plan, context.Get(Shard)), threads);
            return ExitCode.Ok;
        }

        RunToTheEnd(context, workspace, threads);
        return Merge(context, workspace);
    }

    /// <summary>Runs seed by seed as far as the study's stopping rule wants.</summary>
    public static void RunToTheEnd(CommandContext context, StudyWorkspace workspace, int threads)
    {
        var looks = Stopping.Looks(workspace.Study).ToList();
        foreach (int seeds in looks)
        {
            RunCells(context, workspace, workspace.Plan.First(seeds).Cells, threads);
            if (seeds == looks[^1] || !workspace.IsEnough(seeds, context.Clock)) continue;
            context.Note($"stopped after {seeds} of {looks[^1]} seeds: every claim is decided");
            return;
        }
    }

    private static void RunCells(CommandContext context, StudyWorkspace workspace, IEnumerable<Cell> cells, int threads)
    {
        using var progress = context.Progress(workspace.Study.Name);
        var tally = workspace.Run(cells, threads, context.Clock, (done, all, cell) =>
            progress.Report(done, all, cell.Arm), context.Cancellation);
        string failed = tally.Failed > 0 ? $", {tally.Failed} of them failed and are kept as such" : "";
        context.Note($"{tally.Ran} runs made, {tally.Reused} were there{failed}");
    }

    private static ExitCode Merge(CommandContext context) => Merge(context, Open(context));

    private static ExitCode Merge(CommandContext context, StudyWorkspace workspace)
    {
        var summary = workspace.Merge(context.Clock, context.Cancellation);
        return context.Result(
            new
            {
                Folder = workspace.Folder,
                Runs = summary.Results.Runs.Length,
                Failed = summary.Results.FailedRuns,
                Standing = summary.Standing.ToString(),
            },
            _ =>
            {
                StudyTexts.Effects(context, summary);
                StudyTexts.Verdicts(context, summary);
                context.Line($"the tables are in {workspace.Folder}");
            });
    }

    private static ExitCode Status(CommandContext context)
    {
        var workspace = Open(context);
        var outcomes = workspace.Plan.Cells.Select(workspace.Store.TryRead).ToList();
        var status = new
        {
            Runs = outcomes.Count,
            Done = outcomes.Count(o => o is not null),
            Failed = outcomes.Count(o => o is { Failed: true }),
            Standing = workspace.Standing.ToString(),
        };
        return context.Result(status, s =>
        {
            context.Line($"{s.Done} of {s.Runs} runs are done, {s.Failed} of them failed, in {workspace.Folder}");
            context.Line(s.Standing);
        });
    }

    private static ExitCode Report(CommandContext context)
    {
        var workspace = Open(context);
        var summary = workspace.Merge(context.Clock, context.Cancellation);
        var selfTest = context.During("self-test", progress => KeptSelfTest.Of(workspace.Folder, SelfTest.Quick, (done, all) =>
            progress.Report(done, all), context.Cancellation));
        var (html, markdown) = StudyPages.Write(workspace, summary, selfTest,
            NextStep.Line($"teleo study run {context.Get(File)}", context.Spelled([Out])));
        return context.Result(new { Html = html, Markdown = markdown }, files =>
        {
            StudyTexts.Verdicts(context, summary);
            context.Line($"written: {files.Html}, {files.Markdown}");
        });
    }

    private static ExitCode Export(CommandContext context)
    {
        var workspace = Open(context);
        var results = workspace.Collect();
        string code = workspace.Runner.Identity, folder = context.Get(Tables), format = context.Get(ExportFormat);
        IReadOnlyList<string> files = format == MlflowStore.Format
            ? [MlflowStore.Write(results, workspace.Store, code,
                new Dictionary<string, string> { ["standing"] = workspace.Standing.ToString() }, folder)]
            : TableFiles.Write(folder, format, ["runs"], sink => StudyTables.Export(results, workspace.Store, code, sink));
        return context.Result(new { Files = files, Runs = results.Runs.Length },
            r => context.Line($"wrote {string.Join(", ", r.Files)}: {r.Runs} runs"));
    }

    private static ExitCode Verdict(CommandContext context)
    {
        var workspace = Open(context);
        var summary = StudySummary.Of(workspace.Collect(), workspace.Standing);
        return context.Result(summary.ClaimRows.Select(row => StudyCsv.Members(ClaimRow.Columns, row)),
            _ => StudyTexts.Verdicts(context, summary));
    }

    internal static StudyWorkspace Open(CommandContext context) =>
        StudyWorkspace.Open(context.GetFile(File), context.Get(Out), context.Clock,
            fault => context.Terminal.Error.WriteLine(MessageText.Shown(fault)));

    private static string Shape(StudyDefinition study) =>
        $"{StudyPhrases.Counted(study.Workloads.Length, "workload")} x {StudyPhrases.Counted(study.Budgets.Length, "budget")} x "
            + $"{StudyPhrases.Counted(study.Arms.Length, "arm")} x {StudyPhrases.Counted(study.Seeds.Length, "seed")}";

    private static IEnumerable<Cell> ShardOf(StudyPlan plan, string text)
    {
        string[] parts = text.Split('/');
        if (parts.Length == 2 && int.TryParse(parts[0], out int index) && int.TryParse(parts[1], out int count) && index >= 1
            && index <= count)
            return plan.Shard(index, count);
        throw CommandFailure.Usage($"--shard takes a part and the number of parts, such as 3/8, not '{text}'");
    }
}
