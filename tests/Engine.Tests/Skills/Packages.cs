using Teleo.Engine.Skills;

namespace Teleo.Engine.Tests.Skills;

/// <summary>Small real packages to install: stories260K under any name.</summary>
internal static class Packages
{
    public static readonly string Weights = Repository.Model("stories260K.gguf");

    public static string NewFolder() => TestFolder.New();

    public static SkillManifest Manifest(string id = "stories", string version = "1.0.0", params string[] dependencies) => new()
    {
        Schema = SkillManifest.CurrentSchema,
        Id = id,
        Version = version,
        Publisher = "tests",
        Licence = "MIT",
        Source = "karpathy/tinyllamas",
        SourceRevision = "stories260K",
        Family = "llama",
        Tokenizer = new TokenizerIdentity("tok512", new string('a', 64)),
        Contract = new TaskContract
        {
            Tasks = ["stories"],
            Input = new FieldSchema("utf8", 256),
            Output = new FieldSchema("utf8", 1024),
            Confidence = "mean-token-probability",
            Determinism = new Determinism(0, 64, ""),
            Cancellation = "within-token",
            ErrorCodes = ["ContextExceeded"],
            SideEffects = "none",
        },
        Artifacts =
        [
            new SkillArtifact
            {
                File = "stories.f32.gguf",
                Sha256 = "270cba1bd5109f42d03350f60406024560464db173c0e387d91f0426d3bd256d",
                SizeBytes = 1185376,
                Format = "gguf",
                FormatVersion = 3,
                Quantisation = "f32",
                Estimate = new ResourceEstimate(1185376, 65536, 1),
            },
        ],
        EvidenceStatus = EvidenceStatus.Structural,
        Dependencies = [.. dependencies],
    };

    /// <summary>Writes a package folder; <paramref name="spoil"/> may damage the artifact.</summary>
    public static SkillPackage Write(SkillManifest manifest, Action<string>? spoil = null)
    {
        string folder = NewFolder();
        File.WriteAllText(Path.Combine(folder, SkillPackage.ManifestFile), ManifestJson.Write(manifest));
        foreach (var artifact in manifest.Artifacts)
        {
            string path = Path.Combine(folder, artifact.File);
            File.Copy(Weights, path);
            spoil?.Invoke(path);
        }

        return SkillPackage.Open(folder);
    }

    public static SkillName NameOf(SkillManifest manifest) => manifest.NameOf(manifest.Artifacts[0]);
}
