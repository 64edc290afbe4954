using Teleo.Engine.Models;
using Teleo.Engine.Packing;
using Teleo.Engine.Skills;

namespace Teleo.Bench.Pool;

/// <summary>A registry in a folder of its own, filled with invented skills, or with a real model under a name.</summary>
internal sealed class Shelf : IDisposable
{
    private readonly string _folder;
    private readonly bool _keeps;

    /// <param name="folder">Kept, and found again the next time; null for one that is gone at the end.</param>
    public Shelf(string? folder = null)
    {
        _keeps = folder is not null;
        _folder = folder ?? Directory.CreateTempSubdirectory("teleo-bench-pool").FullName;
        Registry = SkillRegistry.Open(Path.Combine(_folder, "registry"), new RegistryOptions(), TimeProvider.System);
    }

    public SkillRegistry Registry { get; }

    public SkillName Invent(string id, FixtureShape shape, TensorType type, ulong seed) => Add(id, path =>
    {
        if (!Packer.TryWriteFixture(path, shape, type, seed, out var error)) throw new InvalidOperationException(error.ToString());
    });

    public SkillName Copy(string id, string model) => Add(id, path => File.Copy(model, path));

    public void Dispose()
    {
        Registry.Dispose();
        if (!_keeps) Directory.Delete(_folder, recursive: true);
    }

    private SkillName Add(string id, Action<string> write)
    {
        var known = new SkillName(id, "1.0.0", "any");
        if (Registry.Skills.ContainsKey(known.ToString())) return known;
        string package = Directory.CreateDirectory(Path.Combine(_folder, "package")).FullName, path = Path.Combine(package, "model.gguf");
        write(path);
        var manifest = new SkillManifest
        {
            Schema = SkillManifest.CurrentSchema,
            Id = id,
            Version = "1.0.0",
            Publisher = "bench",
            Licence = "MIT",
            Source = "invented",
            SourceRevision = "1",
            Family = "llama",
            Tokenizer = new("bench", new string('0', 64)),
            Contract = new TaskContract
            {
                Tasks = ["stories"],
                Input = new("utf8", 256),
                Output = new("utf8", 1024),
                Confidence = "mean-token-probability",
                Determinism = new(0, 64, ""),
                Cancellation = "within-token",
                ErrorCodes = [],
                SideEffects = "none",
            },
            Artifacts =
            [
                new()
                {
                    File = "model.gguf", Sha256 = SkillPackage.HashOf(path), SizeBytes = new FileInfo(path).Length, Format = "gguf", FormatVersion = 3, Quantisation = "any",
                    Estimate = new(new FileInfo(path).Length, 0, 1),
                },
            ],
            EvidenceStatus = EvidenceStatus.Structural,
        };
        File.WriteAllText(Path.Combine(package, SkillPackage.ManifestFile), ManifestJson.Write(manifest));
        var name = Registry.Install(SkillPackage.Open(package))[0];
        Registry.Verify(name);
        Directory.Delete(package, recursive: true);
        return name;
    }
}
