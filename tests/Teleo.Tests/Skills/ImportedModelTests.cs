using System.Globalization;
using Teleo.Engine.Formats;
using Teleo.Engine.Models;
using Teleo.Engine.Packing;
using Teleo.Engine.Skills;
using Teleo.Shell;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Skills;

/// <summary>The model of others under <c>skills/stories260K</c>: everything said of it follows from the source beside it.</summary>
public sealed class ImportedModelTests : IDisposable
{
    private static readonly string Folder = Repository.PathOf("skills", "stories260K");
    private static readonly string Source = Path.Combine(Folder, "source", "stories260K.bin");
    private static readonly SkillPackage Package = SkillPackage.Open(Folder);
    private readonly string _root = TestFolder.New();

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("source/stories260K.bin")]
    [InlineData("source/tok512.bin")]
    [InlineData("stories260K.gguf")]
    public void Its_source_is_the_file_of_the_provenance(string file) =>
        Assert.Contains(SkillPackage.HashOf(Path.Combine(Folder, file)), File.ReadAllText(Path.Combine(Folder, "PROVENANCE.md")), StringComparison.Ordinal);

    [Fact]
    public void Converting_the_source_gives_the_bytes_of_every_artifact()
    {
        Assert.Equal(["f32", "q8_0", "q4_0"], Package.Manifest.Artifacts.Select(artifact => artifact.Variant));
        foreach (var artifact in Package.Manifest.Artifacts)
        {
            string made = Path.Combine(_root, artifact.File);
            Assert.True(TensorTypeNames.TryParse(artifact.Quantisation, ModelFormat.Gguf, out var type));
            bool isMade = artifact.Quantisation == "f32" ? Packer.TryConvert(Source, made, null, out var error) : Packer.TryQuantize(Source, made, type, out error);
            Assert.True(isMade, error.ToString());
            Assert.Equal(artifact.Sha256, SkillPackage.HashOf(made));
            Assert.Equal(artifact.Sha256, SkillPackage.HashOf(Package.PathOf(artifact)));
            Assert.Equal(ExitCode.Ok, Cli.Run("model", "gate", Package.PathOf(artifact), "--source", Source).Exit);
        }

        Assert.Equal($"sha256:{SkillPackage.HashOf(Source)}", Package.Manifest.SourceRevision);
        Assert.Equal(Package.Manifest.Tokenizer.Sha256, Cli.Run("model", "manifest", Source, "--json").Json().GetProperty("tokenizer_sha256").GetString());
    }

    [Fact]
    public void Its_perplexities_come_out_again()
    {
        string page = File.ReadAllText(Path.Combine(Folder, "EVIDENCE.md")), text = Path.Combine(Folder, "text.txt");
        string hash = SkillPackage.HashOf(text);
        foreach (var artifact in Package.Manifest.Artifacts)
        {
            var claimed = Assert.Single(Package.Manifest.Evidence, record => record.Variant == artifact.Variant);
            var found = Cli.Run("model", "perplexity", Package.PathOf(artifact), "--text-file", text, "--json").Json();
            string perplexity = Printed(found.GetProperty("perplexity").GetDouble());
            Assert.Equal((hash, Printed(claimed.Value), claimed.Items), (claimed.DataSha256, perplexity, found.GetProperty("scored").GetInt32()));
            Assert.Contains($"| {artifact.Variant} | {perplexity} |", page, StringComparison.Ordinal);
        }
    }

    /// <summary>Greedy text of the f32 file is the source's; the narrower ones part from it where the page says.</summary>
    [Fact]
    public void It_goes_on_as_its_source_does_for_as_long_as_is_said()
    {
        string page = File.ReadAllText(Path.Combine(Folder, "EVIDENCE.md"));
        int[] expected = Greedy(Source);
        foreach (var artifact in Package.Manifest.Artifacts)
        {
            int same = expected.Zip(Greedy(Package.PathOf(artifact))).TakeWhile(pair => pair.First == pair.Second).Count();
            Assert.Contains($"| {artifact.Variant} | {same} of {expected.Length} |", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_has_no_exact_answers_is_left_out_with_a_word()
    {
        var run = Cli.Run("skill", "evaluate", Folder);
        Assert.Equal(ExitCode.BadInput, run.Exit);
        Assert.Contains("stories260k@1.0.0 was left out", run.Error, StringComparison.Ordinal);
        Assert.Contains("NothingToEvaluate", run.Error, StringComparison.Ordinal);

        var pool = Cli.Run("pool", "run", "--skills", Folder, "--duration", "1");
        pool.AssertFails(ExitCode.BadInput, "NoSkills");
        Assert.Contains("neither tasks with exact answers nor an evaluation", pool.Error, StringComparison.Ordinal);
    }

    private static int[] Greedy(string file) =>
        [.. Cli.Run("model", "generate", file, "-p", "Once upon a time", "-n", "200", "-t", "0", "--json").Json().GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32())];

    private static string Printed(double perplexity) => perplexity.ToString("F3", CultureInfo.InvariantCulture);
}
