using Teleo.Engine.Skills;
using Teleo.Shell;
using Teleo.Tests.Commands;
using Teleo.Training.Runs;

namespace Teleo.Tests.Skills;

public sealed class TrainCommandTests
{
    private static readonly string[] Tiny = ["--steps", "30", "--hidden", "32", "--layers", "1"];
    private readonly string _root = TestFolder.New();

    [Fact]
    public void A_mistyped_task_or_recipe_is_answered_with_the_nearest_one()
    {
        Assert.Contains("did you mean 'addition'?", Cli.Run("train", "--task", "additon").Error, StringComparison.Ordinal);
        Assert.Contains("did you mean 'generalist'?", Cli.Run("train", "--recipe", "generalst").Error, StringComparison.Ordinal);
        Cli.Run("train", "--task", "addition", "--recipe", "addition").AssertFails(ExitCode.Usage, "Usage");
        Cli.Run("train").AssertFails(ExitCode.Usage, "Usage");
    }

    [Fact]
    public void Impossible_dimensions_are_refused_before_anything_is_written()
    {
        string folder = Path.Combine(_root, "never");
        Cli.Run("train", "--task", "sorting", "--hidden", "33", "--out", folder).AssertFails(ExitCode.Usage, "Usage");
        Assert.False(Path.Exists(folder));
    }

    [Fact]
    public void What_was_trained_is_described_and_the_same_again()
    {
        string one = Path.Combine(_root, "one"), two = Path.Combine(_root, "two");
        Assert.Equal(ExitCode.Ok, Cli.Run(["train", "--task", "sorting", "--out", one, "--threads", "1", .. Tiny]).Exit);
        Assert.Equal(ExitCode.Ok, Cli.Run(["train", "--task", "sorting", "--out", two, "--threads", "2", .. Tiny]).Exit);
        var record = TrainingRecord.Read(one);
        Assert.Equal("teleo train --task sorting --seed 1 --steps 30 --hidden 32 --layers 1", record.Command);
        Assert.Equal(record.ModelSha256, TrainingRecord.Read(two).ModelSha256);
        Assert.Equal(record.ModelSha256, SkillPackage.HashOf(Path.Combine(one, TrainingRecord.ModelFile)));
        Assert.Equal(File.ReadAllText(Path.Combine(one, TrainingRecord.CurveFile)), TrainingPoint.Csv(TrainingPoint.FromCsv(File.ReadAllText(Path.Combine(one, TrainingRecord.CurveFile)))));

        string package = Path.Combine(_root, "sorting-small");
        Assert.Equal(ExitCode.Ok, Cli.Run("skill", "make", one, package).Exit);
        var manifest = SkillPackage.Open(package).Manifest;
        Assert.Equal(EvidenceStatus.Evaluated, manifest.EvidenceStatus);
        Assert.Equal(["f32", "q8_0", "q4_0", "f32-slm", "q8_0-slm", "q4_0-slm"], manifest.Artifacts.Select(artifact => artifact.Variant));
        Assert.Contains(record.ModelSha256, File.ReadAllText(Path.Combine(package, "EVIDENCE.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_another_training_is_left_as_it_is()
    {
        string checkpoint = Path.Combine(_root, TrainingRecord.CheckpointFile);
        Checkpoint.Save(new Trainer(RecipeCatalog.Find("sorting")!.Options, TaskExamples.Of(RecipeCatalog.Find("sorting")!)), checkpoint);
        byte[] before = File.ReadAllBytes(checkpoint);
        Cli.Run("train", "--task", "reversal", "--out", _root).AssertFails(ExitCode.BadInput, "BadCheckpoint");
        Assert.Equal(before, File.ReadAllBytes(checkpoint));
    }

    [Fact]
    public void Where_nothing_can_be_written_it_fails_before_the_work()
    {
        string file = Path.Combine(_root, "file");
        File.WriteAllText(file, "kept");
        Cli.Run("train", "--task", "sorting", "--out", Path.Combine(file, "below")).AssertFails(ExitCode.Failed, "StorageFailed");
        Assert.Equal("kept", File.ReadAllText(file));
    }

    [Fact]
    public void A_base_must_be_a_model_in_f32()
    {
        Cli.Run("train", "--task", "sorting", "--base", Repository.Model("stories260K.gguf"), "--out", _root).AssertFails(ExitCode.BadInput, "NotABase");
        Cli.Run("train", "--task", "sorting", "--base", Path.Combine(_root, "none.gguf"), "--out", _root).AssertFails(ExitCode.BadInput, "FileNotFound");
    }
}
