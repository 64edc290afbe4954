using System.CommandLine;
using System.Text.Json;
using Teleo.Engine.Storage;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Reports;
using Teleo.Experiments.Studies;
using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Studies;

/// <summary>The commands on single runs of a study: list, difference, repetition, and removal of unused ones.</summary>
internal static class StudyRunsCommands
{
    private static readonly Option<string[]> Where = new("--where")
    {
        HelpName = "FIELD=VALUE",
        Description = "Only runs with this workload, budget, arm, seed or state (done, failed, missing)"
    };
    private static readonly Option<string> Shown = new("--metric")
    {
        HelpName = "NAME",
        Description = "The metric to show [the study's primary metric]"
    };
    private static readonly Argument<string> One = new("run") { HelpName = "RUN", Description = "A run, by the start of its name" };
    private static readonly Argument<string> Other = new("other") { HelpName = "OTHER", Description = "The run to compare with" };
    private static readonly Option<bool> Really = new("--delete") { Description = "Delete the runs; without this they are only listed" };

    public static Subcommand List(Argument<string> file, Option<string> folder) =>
        new("runs", "List the runs of a study", ListRuns,
            ["teleo study runs experiments/commitments.json --where arm=lru --where state=failed"]) { file, folder, Where, Shown };

    public static Subcommand Difference(Argument<string> file, Option<string> folder) =>
        new("diff", "Show how two runs differ in configuration and metrics", Compare,
            ["teleo study diff experiments/commitments.json 3f21 77a0"]) { file, One, Other, folder };

    public static Subcommand Again(Argument<string> file, Option<string> folder) =>
        new("rerun", "Repeat one run and compare every byte with the stored result", Rerun,
            ["teleo study rerun experiments/commitments.json 3f21"]) { file, One, folder };

    public static Subcommand Sweep(Argument<string> file, Option<string> folder) =>
        new("gc", "List or delete stored runs that are broken or no longer part of the study", Collect,
            ["teleo study gc experiments/commitments.json --delete"]) { file, folder, Really };

    private static ExitCode ListRuns(CommandContext context)
    {
        var workspace = StudyCommands.Open(context);
        string metric = context.Get(Shown) ?? workspace.Study.PrimaryMetric;
        int column = workspace.Runner.Metrics.ToList().FindIndex(m => m.Name == metric);
        if (column < 0) throw CommandFailure.UnknownName("metric", metric, [.. workspace.Runner.Metrics.Select(m => m.Name)]);
        var wanted = (context.Get(Where) ?? []).Select(Condition).ToList();
        var runs = workspace.Plan.Cells.Select(cell => Row(workspace, cell, column)).Where(run => wanted.All(holds => holds(run))).ToList();
        return context.Result(runs, _ =>
        {
            context.Write(Table.Of(runs,
                (Column.Word("run"), run => run.Name),
                (Column.Word("workload"), run => run.Workload),
                (Column.Number("budget"), run => StudyPhrases.Short(run.Budget)),
                (Column.Text("arm"), run => run.Arm),
                (Column.Number("seed"), run => $"{run.Seed}"),
                (Column.Word("state"), run => run.State),
                (Column.Number(metric), run => StudyPhrases.Short(run.Value ?? double.NaN))));
            context.Line($"{runs.Count} of {workspace.Plan.Cells.Length} runs");
        });
    }

    private static ExitCode Compare(CommandContext context)
    {
        var workspace = StudyCommands.Open(context);
        Cell left = Find(workspace, context.Get(One)), right = Find(workspace, context.Get(Other));
        var (a, b) = (Outcome(workspace, left), Outcome(workspace, right));
        var differences = Fields(left).Zip(Fields(right), (x, y) => (x.Name, Left: x.Value, Right: y.Value))
            .Concat(workspace.Runner.Metrics.Select((m, i) => (m.Name, Left: ValueOf(a, i), Right: ValueOf(b, i))))
            .Where(field => field.Left != field.Right)
            .Select(field => new { field.Name, field.Left, field.Right }).ToList();
        return context.Result(differences, _ =>
        {
            context.Write(Table.Of(differences,
                (Column.Word("what"), field => field.Name),
                (Column.Number(workspace.Store.NameOf(left)), field => field.Left),
                (Column.Number(workspace.Store.NameOf(right)), field => field.Right)));
            context.Line(differences.Count == 0 ? "they are the same" : $"{differences.Count} fields and figures differ");
        });
    }

    private static ExitCode Rerun(CommandContext context)
    {
        var workspace = StudyCommands.Open(context);
        var cell = Find(workspace, context.Get(One));
        var stored = Outcome(workspace, cell);
        var again = new StudyRunner(workspace.Runner, workspace.Store, context.Clock).RunOne(cell, context.Cancellation);
        string[] changed =
        [
            .. workspace.Runner.Metrics.Select((m, i) => (m.Name, i))
                .Where(m => ValueOf(stored, m.i) != ValueOf(again, m.i)).Select(m => m.Name),
            .. again.Files
                .Where(file => Fingerprint.OfFile(Path.Combine(workspace.Store.PathOf(cell), file.Key)) != Fingerprint.Of(file.Value))
                .Select(file => file.Key),
        ];
        return context.Result(new { Run = workspace.Store.NameOf(cell), Equal = changed.Length == 0, Changed = changed },
            r => context.Line(r.Equal ? $"{cell} came out again to the bit" : $"{cell} came out otherwise: {string.Join(", ", changed)}"),
            changed.Length == 0 ? ExitCode.Ok : ExitCode.IntegrityFailure);
    }

    private static ExitCode Collect(CommandContext context)
    {
        var workspace = StudyCommands.Open(context);
        string folder = Path.Combine(workspace.Folder, "cells");
        var named = workspace.Plan.Cells.Where(cell => workspace.Store.TryRead(cell) is not null)
            .Select(workspace.Store.NameOf).ToHashSet();
        string[] left = Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).Where(path => !named.Contains(Path.GetFileName(path))).Order()]
            : [];
        if (context.Get(Really))
            foreach (string path in left) LocalDisk.Instance.DeleteTree(path);
        return context.Result(new { Folder = folder, Left = left.Select(path => Path.GetFileName(path)), Deleted = context.Get(Really) },
            _ =>
                context.Line(
                    $"{left.Length} folders are broken or belong to other code, data or definitions; "
                        + $"{(context.Get(Really) ? "they were deleted" : "--delete removes them")}"));
    }

    private sealed record Run(string Name, string Workload, double Budget, string Arm, ulong Seed, string State, double? Value);

    private static Run Row(StudyWorkspace workspace, Cell cell, int column)
    {
        var outcome = workspace.Store.TryRead(cell);
        string state = outcome is null ? "missing" : outcome.Failed ? "failed" : "done";
        double? value = outcome is { Failed: false } && double.IsFinite(outcome.Values[column]) ? outcome.Values[column] : null;
        return new(workspace.Store.NameOf(cell), cell.Workload, cell.Budget, cell.Arm, cell.Seed, state, value);
    }

    private static Func<Run, bool> Condition(string text)
    {
        string[] parts = text.Split('=', 2);
        string value = parts.Length == 2
            ? parts[1]
            : throw CommandFailure.Usage($"--where takes a field and a value, such as arm=lru, not '{text}'");
        return parts[0] switch
        {
            "workload" => run => run.Workload == value,
            "budget" => run => CsvText.Number(run.Budget) == value,
            "arm" => run => run.Arm == value,
            "seed" => run => $"{run.Seed}" == value,
            "state" => run => run.State == value,
            _ => throw CommandFailure.UnknownName("field", parts[0], ["workload", "budget", "arm", "seed", "state"]),
        };
    }

    private static Cell Find(StudyWorkspace workspace, string start)
    {
        var found = workspace.Plan.Cells.Where(cell => workspace.Store.NameOf(cell).StartsWith(start, StringComparison.Ordinal))
            .Take(2).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw CommandFailure.Usage($"the study has no run '{start}'; `teleo study runs` lists them"),
            _ => throw CommandFailure.Usage($"more than one run begins with '{start}'; give more of its name"),
        };
    }

    private static CellOutcome Outcome(StudyWorkspace workspace, Cell cell) =>
        workspace.Store.TryRead(cell)
            ?? throw CommandFailure.BadInput("NotRun", "this run is missing or damaged; `teleo study run` makes it",
                workspace.Store.PathOf(cell));

    private static IEnumerable<(string Name, string Value)> Fields(Cell cell) =>
        JsonSerializer.SerializeToElement(cell, StudyFile.Options).EnumerateObject().Select(field => (field.Name, field.Value.ToString()));

    private static string ValueOf(CellOutcome outcome, int column) => outcome.Failed ? "failed" : CsvText.Number(outcome.Values[column]);
}
