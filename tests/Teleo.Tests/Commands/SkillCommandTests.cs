using System.Diagnostics;
using Teleo.Commands;
using Teleo.Engine.Skills;
using Teleo.Shell;

namespace Teleo.Tests.Commands;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SkillCommandTests
{
    private const string Stories = "270cba1bd5109f42d03350f60406024560464db173c0e387d91f0426d3bd256d";
    private readonly string _root = Directory.CreateTempSubdirectory("teleo").FullName;

    private string Registry => Path.Combine(_root, "registry");

    [Fact]
    public void A_package_is_packed_signed_installed_verified_shown_and_removed()
    {
        string folder = Package("stories"), key = Path.Combine(_root, "key.pem"), trust = Path.Combine(_root, "trust.json");
        Assert.Equal(ExitCode.Ok, Cli.Run("skill", "pack", folder).Exit);
        string publicKey = Cli.Run("skill", "sign", folder, key, "--json").Json().GetProperty("public_key").GetString()!;
        File.WriteAllText(trust, $$"""[{"publisher":"tests","publicKey":"{{publicKey}}","notAfter":"2999-01-01"}]""");

        Assert.Equal(ExitCode.Ok, Cli.Run("skill", "install", folder, "--registry", Registry, "--trust", trust).Exit);
        Assert.Contains("hash and structure hold", Cli.Run("skill", "verify", "stories@1.0.0#f32", "--registry", Registry).Out, StringComparison.Ordinal);
        Assert.Contains("verified", Cli.Run("skill", "list", "--registry", Registry).Out, StringComparison.Ordinal);
        Assert.Contains("karpathy/tinyllamas", Cli.Run("skill", "show", "stories@1.0.0#f32", "--registry", Registry).Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, Cli.Run("skill", "remove", "stories@1.0.0#f32", "--registry", Registry).Exit);
        Assert.Equal(2, Cli.Run("skill", "gc", "--registry", Registry, "--json").Json().GetProperty("files").GetInt32());
    }

    [Fact]
    public void A_package_nobody_signed_is_refused_where_keys_are_asked_for()
    {
        string trust = Path.Combine(_root, "trust.json");
        File.WriteAllText(trust, "[]");
        var run = Cli.Run("skill", "install", Package("stories"), "--registry", Registry, "--trust", trust);
        Assert.Equal(ExitCode.IntegrityFailure, run.Exit);
        Assert.StartsWith("teleo: error SignatureRefused:", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistyped_name_is_answered_with_the_nearest_one()
    {
        Cli.Run("skill", "install", Package("stories"), "--registry", Registry);
        var run = Cli.Run("skill", "retire", "storys@1.0.0#f32", "--registry", Registry);
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains("stories@1.0.0#f32", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Killed_anywhere_the_registry_is_whole() => KillAndCheck(kills: 8);

    [NightlyFact]
    public void Killed_anywhere_two_hundred_times_the_registry_is_whole() => KillAndCheck(kills: 200);

    private void KillAndCheck(int kills)
    {
        string[] folders = [.. Enumerable.Range(0, 8).Select(i => Package($"skill{i}"))];
        var chance = new Teleo.Controller.Domain.SeedTree(7).Stream("kills");
        int cutShort = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            string registry = Path.Combine(_root, $"registry{kill}");
            using var child = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(TeleoCommands).Assembly.Location, "skill", "install", .. folders, "--registry", registry])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;

            // The growing event file says how far the work is; the blow falls a random moment after a random part of it.
            var events = new FileInfo(Path.Combine(registry, "events.jsonl"));
            int seen = chance.NextInt(160 * folders.Length);
            while (!child.HasExited && !(events.Exists && events.Length >= seen)) events.Refresh();
            Thread.SpinWait(chance.NextInt(20_000));
            child.Kill();
            child.WaitForExit();
            if (CheckWhole(registry) < folders.Length) cutShort++;
            Directory.Delete(registry, recursive: true);
        }

        Assert.True(cutShort > kills / 4, $"only {cutShort} of {kills} blows fell into the work");
    }

    private static int CheckWhole(string root)
    {
        using var registry = SkillRegistry.Open(root, new RegistryOptions(), TimeProvider.System);
        foreach (var (key, skill) in registry.Skills)
        {
            Assert.True(SkillName.TryParse(key, out var name));
            Assert.Equal(SkillStage.Installed, skill.Stage);
            Assert.Equal(Stories, SkillPackage.HashOf(registry.ArtifactPath(name)));
            registry.Verify(name);
        }

        registry.Collect();
        Directory.CreateDirectory(Path.Combine(root, "objects"));
        var named = registry.Skills.Values.SelectMany(skill => new[] { skill.ArtifactSha256, skill.ManifestSha256 }).ToHashSet();
        var stored = Directory.EnumerateFiles(Path.Combine(root, "objects"), "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path));
        Assert.Equal(named.Order(StringComparer.Ordinal), stored.Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetFiles(root, "*.tmp", SearchOption.AllDirectories));
        Assert.Equal(registry.Skills.Count, registry.Events().Count(entry => entry.Change == "installed"));
        return registry.Skills.Count;
    }

    private string Package(string id)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_root, "packages", id)).FullName;
        File.Copy(Repository.Model("stories260K.gguf"), Path.Combine(folder, "model.gguf"));
        File.WriteAllText(Path.Combine(folder, SkillPackage.ManifestFile), $$"""
            {
              "schema": 1, "id": "{{id}}", "version": "1.0.0", "publisher": "tests", "licence": "MIT", "source": "karpathy/tinyllamas", "sourceRevision": "260K",
              "family": "llama", "tokenizer": { "id": "tok512", "sha256": "{{new string('a', 64)}}" },
              "contract": {
                "tasks": ["stories"], "input": { "type": "utf8", "maxBytes": 256 }, "output": { "type": "utf8", "maxBytes": 1024 },
                "confidence": "mean-token-probability", "determinism": { "temperature": 0, "maxTokens": 64, "promptSuffix": "" },
                "cancellation": "within-token", "errorCodes": ["ContextExceeded"], "sideEffects": "none"
              },
              "artifacts": [
                { "file": "model.gguf", "sha256": "{{Stories}}", "sizeBytes": 1185376, "format": "gguf", "formatVersion": 3, "quantisation": "f32",
                  "estimate": { "residentBytes": 1185376, "scratchBytes": 65536, "loadMilliseconds": 1 } }
              ],
              "evidenceStatus": "structural", "evidence": [], "dependencies": []
            }
            """);
        return folder;
    }
}
