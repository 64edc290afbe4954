using System.CommandLine;
using System.Text.Json;
using Teleo.Engine.Formats;
using Teleo.Engine.Packing;
using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Models;

/// <summary>Commands that inspect a model file: <c>info</c>, <c>validate</c>, <c>manifest</c>, <c>gate</c>.</summary>
internal static class ModelFileCommands
{
    private const string Story = "skills/stories260K/stories260K.gguf";

    private static readonly Option<bool> Tensors = new("--tensors") { Description = "List every tensor" };
    private static readonly Option<bool> Metadata = new("--metadata") { Description = "List every metadata key" };
    private static readonly Option<string?> Source = new("--source")
    {
        Description = "The model from which this one was made; adds the gate 'converted'",
        HelpName = "FILE",
    };

    public static Subcommand Info() => new("info", "Show what a model file contains", RunInfo, [$"teleo model info {Story} --tensors"])
    {
        ModelArguments.File, Tensors, Metadata,
    };

    public static Subcommand Validate() => new(
        "validate",
        "Check a file's structure, every weight and its checksum",
        RunValidate,
        [$"teleo model validate {Story}"])
    {
        ModelArguments.File,
    };

    public static Subcommand Manifest() => new(
        "manifest",
        "Print the identity of a model and the memory it needs",
        RunManifest,
        [$"teleo model manifest {Story} --json"])
    {
        ModelArguments.File,
    };

    public static Subcommand Gate() => new(
        "gate",
        "Run the quality gates: structural, runtime-smoke, converted",
        RunGate,
        [$"teleo model gate q8.gguf --source {Story}"])
    {
        ModelArguments.File, Source,
    };

    private static ExitCode RunInfo(CommandContext context)
    {
        string path = context.GetFile(ModelArguments.File);
        if (!ModelInfo.TryRead(path, out var info, out var error)) throw ModelArguments.Failure(error, path);
        return context.Result(new InfoReport(path, info), report =>
        {
            context.Write(Table.Of(report.ForPeople(),
                (Column.Word("fact"), fact => fact.Name),
                (Column.Text("value"), fact => fact.Value)));
            Table?[] tables =
                [TypesOf(info), context.Get(Tensors) ? TensorsOf(info) : null, context.Get(Metadata) ? MetadataOf(info) : null];
            foreach (var table in tables.OfType<Table>())
            {
                context.Line();
                context.Write(table);
            }
        });
    }

    private static Table TypesOf(ModelInfo info) => Table.Of(info.Tensors.GroupBy(t => t.Type).OrderBy(g => g.Key),
        (Column.Word("type"), group => group.Key.Name()),
        (Column.Number("tensors"), group => group.Count()),
        (Column.Number("values"), group => group.Sum(t => (long)t.Rows * t.Columns)),
        (Column.Number("bytes"), group => group.Sum(t => t.SizeBytes)));

    private static Table TensorsOf(ModelInfo info) => Table.Of(info.Tensors,
        (Column.Text("tensor"), tensor => tensor.Name),
        (Column.Word("type"), tensor => tensor.Type.Name()),
        (Column.Number("rows"), tensor => tensor.Rows),
        (Column.Number("columns"), tensor => tensor.Columns),
        (Column.Number("bytes"), tensor => tensor.SizeBytes));

    private static Table MetadataOf(ModelInfo info) => Table.Of(info.Metadata,
        (Column.Text("key"), pair => pair.Key),
        (Column.Word("type"), pair => pair.Type),
        (Column.Text("value"), pair => TableText.OnOneLine(pair.Value)));

    private static ExitCode RunValidate(CommandContext context)
    {
        string path = context.GetFile(ModelArguments.File);
        if (!ModelInfo.TryRead(path, out _, out var error)) throw ModelArguments.Failure(error, path);
        var report = StructuralGate.Run(path);
        context.Result(new { File = path, Valid = report.Passed, report.Checks }, _ => Write(context, [report]));
        return report.Passed ? ExitCode.Ok : throw Failed([report], path);
    }

    private static ExitCode RunManifest(CommandContext context)
    {
        string path = context.GetFile(ModelArguments.File);
        if (!ModelManifest.TryRead(path, out var manifest, out var error)) throw ModelArguments.Failure(error, path);
        return context.Result(manifest, m => context.Write(Table.Of(typeof(ModelManifest).GetProperties(),
            (Column.Word("field"), field => JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Name)),
            (Column.Text("value"), field => field.GetValue(m)))));
    }

    private static ExitCode RunGate(CommandContext context)
    {
        string path = context.GetFile(ModelArguments.File);
        var reports = new List<GateReport> { StructuralGate.Run(path), RuntimeSmokeGate.Run(path, context.Clock) };
        if (context.Get(Source) is { } source) reports.Add(ConvertedGate.Run(CommandContext.ExistingFile(source), path, context.Clock));
        bool passed = reports.All(r => r.Passed);
        context.Result(new { File = path, Passed = passed, Gates = reports }, _ => Write(context, reports));
        return passed ? ExitCode.Ok : throw Failed(reports, path);
    }

    private static void Write(CommandContext context, IReadOnlyList<GateReport> reports)
    {
        context.Write(Table.Of(reports.SelectMany(report => report.Checks, (report, check) => (report.Gate, Check: check)),
            (Column.Word("gate"), row => row.Gate),
            (Column.Word("check"), row => row.Check.Name),
            (Column.Word("outcome"), row => row.Check.Passed ? "passed" : "FAILED"),
            (Column.Text("seen"), row => row.Check.Detail)));
    }

    private static CommandFailure Failed(IReadOnlyList<GateReport> reports, string path)
    {
        var (gate, check) = reports.SelectMany(r => r.Checks.Select(c => (r.Gate, Check: c))).First(c => !c.Check.Passed);
        return CommandFailure.Integrity("GateFailed", $"{gate}: {check.Name}: {check.Detail}", path);
    }
}
