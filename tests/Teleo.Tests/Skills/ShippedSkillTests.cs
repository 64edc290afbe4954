using Teleo.Engine.Skills;
using Teleo.Engine.Trust;
using Teleo.Experiments.Evaluation;
using Teleo.Shell;
using Teleo.Tests.Commands;
using Teleo.Training.Tasks;

namespace Teleo.Tests.Skills;

/// <summary>What ships under <c>skills/</c>, as a stranger would find it.</summary>
public sealed class ShippedSkillTests
{
    private const long LargestShippedBytes = 40L << 20;
    private static readonly string Folder = Repository.PathOf("skills");
    private readonly string _root = TestFolder.New();

    public static TheoryData<string> Packages => [.. Directory.GetDirectories(Folder).Where(folder => File.Exists(Path.Combine(folder, SkillPackage.ManifestFile))).Select(folder => Path.GetFileName(folder)!)];

    /// <summary>In the first items there cannot be more misses than in all of them, nor fewer than all less the others.</summary>
    [Theory, MemberData(nameof(Packages))]
    public void A_sample_of_the_shipped_figure_reproduces(string name)
    {
        const int Sample = 30;
        var package = SkillPackage.Open(Path.Combine(Folder, name));
        if (SkillContracts.TasksOf(package.Manifest) is not { } tasks) return;
        string? basis = package.Manifest.Adapter is { } adapter ? AdapterBase.NextTo(package.Folder, adapter.BaseArtifactSha256).Path : null;
        var exam = new Exam(ExamItem.Of(tasks, Sample), package.Manifest.Contract.Determinism, TimeProvider.System, basis);
        foreach (var artifact in package.Manifest.Artifacts)
        {
            var claimed = package.Manifest.Evidence.Where(record => record.Variant == artifact.Variant).ToList();
            int misses = claimed.Sum(record => record.Items) - (int)Math.Round(claimed.Sum(record => record.Value * record.Items));
            var result = new ExamResult(artifact.Variant, exam.Take(package.PathOf(artifact), threads: 2));
            Assert.True(result.Items - result.Exact <= misses, $"{artifact.File}: {result.Items - result.Exact} misses in the first {Sample} items, {misses} claimed in all");
        }
    }

    [Theory, MemberData(nameof(Packages))]
    public void Every_artifact_is_the_file_its_signed_manifest_names(string name)
    {
        var package = SkillPackage.Open(Path.Combine(Folder, name));
        Assert.NotNull(package.Signature);
        Assert.All(package.Manifest.Artifacts, artifact => Assert.Equal(artifact.Sha256, SkillPackage.HashOf(package.PathOf(artifact))));
        var run = Cli.Run("skill", "install", package.Folder, "--registry", Path.Combine(_root, name));
        Assert.True(run.Exit == ExitCode.Ok || package.Manifest.Dependencies.Length > 0, run.Error);

        // After making a shipped skill anew: teleo trust packages src/Engine/Trust/trust.json skills --publisher teleo.
        var published = new PublishedPackage(package.Manifest.Publisher, package.Manifest.Name, ManifestJson.CanonicalBytes(package.Manifest));
        Assert.Equal(SignatureVerdict.Valid, TrustStore.Default.Judge(published, package.Signature, new DateOnly(2026, 12, 1)));
    }

    [Fact]
    public void All_of_them_together_are_small() =>
        Assert.InRange(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length), 1, LargestShippedBytes);

    [Fact]
    public void The_order_of_items_and_the_number_of_threads_change_no_answer()
    {
        var package = SkillPackage.Open(Path.Combine(Folder, "sorting"));
        var items = ExamItem.Of([TaskCatalog.Find("sorting")!], 40);
        string path = package.PathOf(package.Manifest.Artifacts[1]);
        var one = new Exam(items, package.Manifest.Contract.Determinism, TimeProvider.System).Take(path, 1);
        var two = new Exam([.. items.Reverse()], package.Manifest.Contract.Determinism, TimeProvider.System).Take(path, 2);
        Assert.Equal(one.Select(outcome => (outcome.Answer, outcome.Confidence)), two.Reverse().Select(outcome => (outcome.Answer, outcome.Confidence)));
    }

    [Fact]
    public void The_first_items_are_the_same_however_many_are_asked_for()
    {
        TaskEntry[] tasks = [TaskCatalog.Find("sorting")!, TaskCatalog.Find("reversal")!];
        Assert.Equal(ExamItem.Of(tasks, 31).AsEnumerable(), ExamItem.Of(tasks, 90).Take(31));
        Assert.All(ExamItem.Of(tasks, 60), item => Assert.Equal(TaskSet.Test, TaskSplit.SetOf(item.Request)));
    }

    [Fact]
    public void A_figure_that_does_not_come_out_again_is_an_integrity_failure()
    {
        string folder = CopyOf("clock-time"), manifest = Path.Combine(folder, SkillPackage.ManifestFile);
        var package = SkillPackage.Open(folder).Manifest;
        Assert.Equal(ExitCode.Ok, Cli.Run("skill", "evaluate", folder, "--variant", "q8_0").Exit);

        File.WriteAllText(manifest, ManifestJson.Write(package with { Evidence = [.. package.Evidence.Select(record => record with { Value = 0.9, Lower = 0.8 })] }));
        var run = Cli.Run("skill", "evaluate", folder, "--variant", "q8_0");
        Assert.Equal(ExitCode.IntegrityFailure, run.Exit);
        Assert.Contains("DoesNotReproduce", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_artifact_is_refused_before_it_is_measured()
    {
        string folder = CopyOf("clock-time"), file = Path.Combine(folder, "model.q8_0.gguf");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^100] ^= 1;
        File.WriteAllBytes(file, bytes);
        Cli.Run("skill", "evaluate", folder, "--variant", "q8_0").AssertFails(ExitCode.IntegrityFailure, "HashMismatch");
    }

    [Fact]
    public void Where_nothing_can_be_measured_it_says_so()
    {
        Cli.Run("skill", "evaluate", _root).AssertFails(ExitCode.BadInput, "ArtifactMissing");
        Cli.Run("skill", "evaluate", Path.Combine(_root, "none")).AssertFails(ExitCode.BadInput, "FolderNotFound");
        Cli.Run("skill", "make", _root, Path.Combine(_root, "made")).AssertFails(ExitCode.BadInput, "NotATraining");
    }

    private string CopyOf(string name)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
        foreach (string file in Directory.GetFiles(Path.Combine(Folder, name))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }
}
