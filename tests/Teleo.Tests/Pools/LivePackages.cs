using Teleo.Engine.Skills;
using Teleo.Experiments.Live;
using Teleo.Tests.Commands;

namespace Teleo.Tests.Pools;

/// <summary>Folders of small packages whose models are invented: they answer at once, always the same, and never rightly.</summary>
internal sealed class LivePackages : IDisposable
{
    public static readonly string[] Tasks = ["addition", "reversal", "sorting", "clock-time", "roman-reading", "word-casing"];

    public LivePackages(int skills = 6)
    {
        for (int i = 0; i < skills; i++) Add(Tasks[i], [Tasks[i]], seed: i);
    }

    public string Folder { get; } = TestFolder.New("teleo-live");

    public string FileOf(string id) => Path.Combine(Folder, id, "model.gguf");

    public static string NameOf(string id) => $"{id}@1.0.0#f32";

    public void Add(string id, string[] tasks, int seed, double quality = 0.5, int maxTokens = 8)
    {
        Directory.CreateDirectory(Path.Combine(Folder, id));
        Assert.Equal(Teleo.Shell.ExitCode.Ok, Cli.Run("model", "fixture", FileOf(id), "--shape", $"260,16,1,32,1,1,{152 + maxTokens}", "--seed", $"{seed}").Exit);
        var manifest = new SkillManifest
        {
            Schema = SkillManifest.CurrentSchema,
            Id = id,
            Version = "1.0.0",
            Publisher = "tests",
            Licence = "MIT",
            Source = "invented",
            SourceRevision = $"{seed}",
            Family = "llama",
            Tokenizer = new TokenizerIdentity("bytes", new string('a', 64)),
            Contract = new TaskContract
            {
                Tasks = [.. tasks],
                Input = new FieldSchema("utf8", 120),
                Output = new FieldSchema("utf8", 64),
                Confidence = "token-entropy",
                Determinism = new Determinism(0, maxTokens, "\n"),
                Cancellation = "within-token",
                ErrorCodes = ["ContextExceeded"],
                SideEffects = "none",
            },
            Artifacts =
            [
                new SkillArtifact
                {
                    File = "model.gguf",
                    Sha256 = SkillPackage.HashOf(FileOf(id)),
                    SizeBytes = new FileInfo(FileOf(id)).Length,
                    Format = "gguf",
                    FormatVersion = 3,
                    Quantisation = "f32",
                    Estimate = new ResourceEstimate(new FileInfo(FileOf(id)).Length, 0, 1),
                },
            ],
            EvidenceStatus = EvidenceStatus.Evaluated,
            Evidence = [new EvidenceRecord(tasks[0], "accuracy", "f32", quality, 0, 1, 100, new string('b', 64))],
        };
        File.WriteAllText(Path.Combine(Folder, id, SkillPackage.ManifestFile), ManifestJson.Write(manifest));
    }

    public LiveRunOptions Options(string budget = "50%") => new() { Skills = Folder, Workload = "drift", DurationSeconds = 40, Budget = budget };

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
