using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Teleo.Engine.Input;
using Teleo.Engine.Skills;
using Teleo.Experiments.Evaluation;
using Teleo.Experiments.Tables;
using Teleo.Shell;

namespace Teleo.Skills;

/// <summary>
/// The commands of <c>teleo skill</c> that measure: make a package from a trained model, and measure shipped figures again.
/// </summary>
internal static class SkillEvidenceCommands
{
    private const int ShippedItems = 2000;

    private static readonly Argument<string> Trained =
        new("trained") { Description = "The output of teleo train: a folder with the model, its curve and training.json" };
    private static readonly Argument<string> Package = new("package") { Description = "The folder to make; the skill takes its name" };
    private static readonly Option<string> Publisher =
        new("--publisher") { Description = "The publisher that the manifest names", DefaultValueFactory = _ => "local", HelpName = "NAME" };
    private static readonly Argument<string[]> Paths =
        new("path") { Description = "Packages, or folders of packages", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string[]> Variant =
        new("--variant") { Description = "These variants only, such as q8_0", AllowMultipleArgumentsPerToken = true, HelpName = "NAME" };
    private static readonly Option<int> Items = CheckedOption.Of("--items", "N",
        "Test items per artifact; figures are compared with the manifest's only where both used this number", ShippedItems, 1, 1_000_000);
    private static readonly Option<int> Threads = CheckedOption.Of(
        "--threads", "N", "Threads; the figures do not depend on their number", Environment.ProcessorCount, 1, 1024);

    public static Subcommand Make() => new(
        "make",
        "Make a package from a trained model: every precision, with its measured evidence",
        RunMake,
        ["teleo skill make addition skills/addition"])
    {
        Trained, Package, Publisher, Threads,
    };

    public static Subcommand Evaluate() => new(
        "evaluate",
        "Measure skills again and compare with the figures in their manifests",
        RunEvaluate,
        ["teleo skill evaluate skills/", "teleo skill evaluate skills/addition --variant f32 q8_0 --items 200"])
    {
        Paths, Variant, Items, Threads,
    };

    private static ExitCode RunMake(CommandContext context)
    {
        using var progress = context.Progress("measuring");
        try
        {
            var manifest = new SkillMaker(context.Clock, context.Get(Threads), ShippedItems) { Publisher = context.Get(Publisher) }
                .Make(context.Get(Trained), context.Get(Package), (variant, done) => progress.Report(done, ShippedItems, variant),
                    context.Cancellation);
            return context.Result(manifest, made =>
                context.Line($"made {made.Name}: {made.Artifacts.Length} artifacts, {made.Artifacts.Sum(artifact => artifact.SizeBytes)} "
                + "bytes"));
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidDataException or InputException
            or FileNotFoundException or DirectoryNotFoundException)
        {
            throw CommandFailure.BadInput("NotATraining", problem.Message, context.Get(Trained));
        }
    }

    private static ExitCode RunEvaluate(CommandContext context)
    {
        int items = context.Get(Items);
        var rows = PackagesIn(context.Get(Paths)).SelectMany(package => Examine(context, package, items)).ToList();
        if (rows.Count == 0)
            throw CommandFailure.BadInput("NothingToEvaluate",
                "no artifact of these packages has the requested variant and tasks with test items");
        context.Result(rows, _ => context.Write(TableOf(rows)));
        var broken = rows.Where(row => row.Reproduces == false).ToList();
        if (broken.Count > 0)
            throw CommandFailure.Integrity("DoesNotReproduce",
                $"{string.Join(", ", broken.Select(row => row.Name))}: the manifest says "
                + $"{string.Join(", ", broken.Select(row => Percent(row.Shipped!.Value)))}");
        return ExitCode.Ok;
    }

    /// <summary>A folder with a manifest, or the folders below one that have it.</summary>
    internal static List<SkillPackage> PackagesIn(IEnumerable<string> paths)
    {
        var folders = paths.SelectMany(FoldersIn).ToList();
        return folders.Count > 0
            ? [.. folders.Select(SkillPackage.Open)]
            : throw CommandFailure.BadInput("ArtifactMissing", $"no {SkillPackage.ManifestFile} there or one folder below",
                string.Join(", ", paths));
    }

    private static IEnumerable<string> FoldersIn(string path)
    {
        if (!Directory.Exists(path)) throw CommandFailure.BadInput("FolderNotFound", "no such folder", path);
        return IsPackage(path) ? [path] : Directory.GetDirectories(path).Where(IsPackage).Order(StringComparer.Ordinal);
    }

    private static bool IsPackage(string folder) => File.Exists(Path.Combine(folder, SkillPackage.ManifestFile));

    private static IEnumerable<EvaluationRow> Examine(CommandContext context, SkillPackage package, int items)
    {
        if (SkillContracts.TasksOf(package.Manifest) is not { } tasks)
        {
            context.Note($"{package.Manifest.Name} was left out: not all of its tasks have exact answers "
                + $"({string.Join(", ", package.Manifest.Contract.Tasks)})");
            yield break;
        }

        string[] variants = context.Get(Variant) ?? [];
        string? adapterBase = package.Manifest.Adapter is { } adapter
            ? AdapterBase.NextTo(package.Folder, adapter.BaseArtifactSha256).Path
            : null;
        var exam = new Exam(ExamItem.Of(tasks, items), package.Manifest.Contract.Determinism, context.Clock, adapterBase);
        foreach (var artifact in package.Manifest.Artifacts.Where(artifact => variants.Length == 0 || variants.Contains(artifact.Variant)))
        {
            Verify(package, artifact);
            using var progress = context.Progress(package.Manifest.NameOf(artifact).ToString());
            int done = 0;
            var result = new ExamResult(artifact.Variant,
                exam.Take(package.PathOf(artifact), context.Get(Threads), () => progress.Report(Interlocked.Increment(ref done), items),
                context.Cancellation));
            yield return EvaluationRow.Of(package.Manifest, artifact, result);
        }
    }

    /// <summary>Checks that a file is the manifest's; figures of another file would be meaningless.</summary>
    private static void Verify(SkillPackage package, SkillArtifact artifact)
    {
        using var file = package.OpenArtifact(artifact);
        string found = Convert.ToHexStringLower(SHA256.HashData(file));
        if (found != artifact.Sha256)
            throw new SkillException(SkillFault.HashMismatch,
                $"{package.PathOf(artifact)} has hash {found}, its manifest says {artifact.Sha256}");
    }

    private static Table TableOf(List<EvaluationRow> rows)
    {
        return Table.Of(rows,
            (Column.Text("skill"), row => row.Skill),
            (Column.Word("precision"), row => row.Variant),
            (Column.Number("exact"), row => Percent(row.Exact)),
            (Column.Word("95 % interval"), row => $"{Percent(row.Lower)} to {Percent(row.Upper)}"),
            (Column.Number("bytes"), row => row.Bytes),
            (Column.Number("ms/request"), row => row.MsPerRequest.ToString("F2", CultureInfo.InvariantCulture)),
            (Column.Word("as shipped"), row => row.Reproduces switch { true => "yes", false => "NO", _ => "other items" }));
    }

    internal static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F2}%");
}
