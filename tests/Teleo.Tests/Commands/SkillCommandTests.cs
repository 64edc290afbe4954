using System.Diagnostics;
using Teleo.Commands;
using Teleo.Engine.Skills;
using Teleo.Shell;

namespace Teleo.Tests.Commands;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SkillCommandTests
{
    private const string Stories = "270cba1bd5109f42d03350f60406024560464db173c0e387d91f0426d3bd256d";
    private readonly string _root = TestFolder.New();

    private string Registry => Path.Combine(_root, "registry");

    [Fact]
    public void A_package_is_packed_signed_installed_verified_shown_and_removed()
    {
        string folder = Package("stories"), key = Path.Combine(_root, "key.pem"), trust = Path.Combine(_root, "trust.json");
        Assert.Equal(ExitCode.Ok, Cli.Run("skill", "pack", folder).Exit);
        string publicKey = Cli.Run("key", "make", key, "--json").Json().GetProperty("public_key").GetString()!;
        Assert.Equal(publicKey, Cli.Run("skill", "sign", folder, key, "--json").Json().GetProperty("public_key").GetString());
        Assert.Equal(ExitCode.Ok, Cli.Run("trust", "make", trust, "--id", "lab", "--publisher", "tests", "--key", publicKey, "--until", "2999-01-01").Exit);

        Assert.Equal(ExitCode.Ok, Cli.Run("skill", "install", folder, "--registry", Registry, "--trust", trust).Exit);
        Assert.Contains("hash and structure hold", Cli.Run("skill", "verify", "stories@1.0.0#f32", "--registry", Registry, "--trust", trust).Out, StringComparison.Ordinal);
        Assert.Contains("verified", Cli.Run("skill", "list", "--registry", Registry).Out, StringComparison.Ordinal);
        Assert.Contains("karpathy/tinyllamas", Cli.Run("skill", "show", "stories@1.0.0#f32", "--registry", Registry).Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, Cli.Run("skill", "remove", "stories@1.0.0#f32", "--registry", Registry).Exit);
        Assert.Equal(2, Cli.Run("skill", "gc", "--registry", Registry, "--json").Json().GetProperty("files").GetInt32());
    }

    [Fact]
    public void A_package_nobody_signed_is_refused_where_keys_are_asked_for()
    {
        var run = Cli.Run("skill", "install", Package("stories"), "--registry", Registry, "--trust", ListOf(NewKey("key.pem"), "others"));
        Assert.Equal(ExitCode.IntegrityFailure, run.Exit);
        Assert.StartsWith("teleo: error SignatureRefused:", run.Error, StringComparison.Ordinal);
        Assert.Contains("teleo skill sign", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistyped_key_makes_no_key_and_signs_nothing()
    {
        string folder = Package("stories"), missing = Path.Combine(_root, "kye.pem");
        Cli.Run("key", "make", Path.Combine(_root, "key.pem"));
        var run = Cli.Run("skill", "sign", folder, missing);
        Assert.Equal(ExitCode.BadInput, run.Exit);
        Assert.Contains("key.pem", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(missing));
        Assert.False(File.Exists(Path.Combine(folder, SkillPackage.SignatureFile)));
        Cli.Run("key", "make", Path.Combine(_root, "key.pem")).AssertFails(ExitCode.BadInput, "AlreadyThere");
    }

    [Fact]
    public void A_private_key_is_readable_by_its_owner_alone_and_may_be_encrypted()
    {
        string plain = Path.Combine(_root, "plain.pem"), secret = Path.Combine(_root, "secret.pem"), words = Path.Combine(_root, "words");
        File.WriteAllText(words, "correct horse\n");
        Cli.Run("key", "make", plain);
        Cli.Run("key", "make", secret, "--passphrase-file", words);
        Assert.All((string[])[plain, secret], path => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path)));
        Assert.Contains("ENCRYPTED", File.ReadAllText(secret), StringComparison.Ordinal);
        Cli.Run("key", "show", secret).AssertFails(ExitCode.BadInput, "NotAKey");
        Assert.Equal(ExitCode.Ok, Cli.Run("key", "show", secret, "--passphrase-file", words).Exit);
        string folder = Package("stories");
        Assert.Equal(ExitCode.Ok, Cli.Run("skill", "sign", folder, secret, "--passphrase-file", words).Exit);
    }

    [Fact]
    public void A_list_of_keys_that_lies_with_the_packages_is_no_root_of_trust()
    {
        string folder = Package("stories"), list = ListOf(NewKey("key.pem"), "tests");
        foreach (string place in (string[])[folder, Path.GetDirectoryName(folder)!])
        {
            string inside = Path.Combine(place, "trust.json");
            File.Copy(list, inside);
            Cli.Run("skill", "install", folder, "--registry", Registry, "--trust", inside).AssertFails(ExitCode.BadInput, "TrustFromPackages");
        }

        Cli.Run("pool", "run", "--skills", Path.GetDirectoryName(folder)!, "--workload", "rare", "--trust", Path.Combine(Path.GetDirectoryName(folder)!, "trust.json")).AssertFails(ExitCode.BadInput, "TrustFromPackages");
    }

    [Fact]
    public void A_list_is_revoked_signed_and_adopted_and_its_older_version_never_comes_back()
    {
        string folder = Package("stories"), publisher = NewKey("key.pem"), root = NewKey("root.pem"), list = Path.Combine(_root, "lab.json"), newer = Path.Combine(_root, "newer.json");
        string KeyOf(string path) => Cli.Run("key", "show", path, "--json").Json().GetProperty("public_key").GetString()!;
        Assert.Equal(ExitCode.Ok, Cli.Run("trust", "make", list, "--id", "lab", "--publisher", "tests", "--key", KeyOf(publisher), "--root", KeyOf(root), "--until", "2999-01-01").Exit);
        Cli.Run("skill", "sign", folder, publisher);
        Assert.Equal(ExitCode.Ok, Cli.Run("trust", "packages", list, folder, "--publisher", "tests").Exit);
        Assert.Equal(ExitCode.Ok, Cli.Run("skill", "install", folder, "--registry", Registry, "--trust", list).Exit);

        File.Copy(list, newer);
        Assert.Equal(ExitCode.Ok, Cli.Run("trust", "revoke", newer, "--package", folder, "--reason", "wrong sums").Exit);
        Cli.Run("trust", "update", newer, "--registry", Registry, "--trust", list).AssertFails(ExitCode.IntegrityFailure, "TrustRefused");
        Assert.Equal(ExitCode.Ok, Cli.Run("trust", "sign", newer, root).Exit);
        Assert.Equal(ExitCode.Ok, Cli.Run("trust", "update", newer, "--registry", Registry, "--trust", list).Exit);
        Cli.Run("skill", "verify", "stories@1.0.0#f32", "--registry", Registry, "--trust", list).AssertFails(ExitCode.IntegrityFailure, "SignatureRefused");
        Assert.Contains("wrong sums", Cli.Run("trust", "show", "--registry", Registry, "--trust", list).Out, StringComparison.Ordinal);
        Cli.Run("trust", "update", newer, "--registry", Registry, "--trust", newer).AssertFails(ExitCode.IntegrityFailure, "TrustRefused");
    }

    [Fact]
    public void Shipped_skills_are_trusted_out_of_the_box_and_not_without_their_signature()
    {
        string shipped = Repository.PathOf("skills", "sorting"), copy = Path.Combine(_root, "sorting");
        Assert.Equal(ExitCode.Ok, Cli.Run("skill", "install", shipped, "--variant", "q8_0", "--registry", Registry).Exit);
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(shipped).Where(file => Path.GetFileName(file) != SkillPackage.SignatureFile)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        var run = Cli.Run("skill", "install", copy, "--variant", "q8_0", "--registry", Registry + "2");
        run.AssertFails(ExitCode.IntegrityFailure, "SignatureRefused");
        Assert.Contains("known to sign", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_registry_without_its_index_is_repaired_as_its_error_says()
    {
        Cli.Run("skill", "install", Package("stories"), "--registry", Registry);
        File.Delete(Path.Combine(Registry, "index.json"));
        var damaged = Cli.Run("skill", "gc", "--registry", Registry);
        damaged.AssertFails(ExitCode.IntegrityFailure, "Damaged");
        Assert.Contains($"teleo skill registry repair --registry {Registry}", damaged.Error, StringComparison.Ordinal);
        Assert.Equal(1, Cli.Run("skill", "registry", "repair", "--registry", Registry, "--json").Json().GetProperty("skills").GetInt32());
        Assert.Contains("installed", Cli.Run("skill", "list", "--registry", Registry).Out, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", Cli.Run("skill", "registry", "repair", "--registry", Registry).Out, StringComparison.Ordinal);
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

    private string NewKey(string name)
    {
        string path = Path.Combine(_root, name);
        Assert.Equal(ExitCode.Ok, Cli.Run("key", "make", path).Exit);
        return path;
    }

    private string ListOf(string key, string publisher)
    {
        string list = Path.Combine(_root, "list.json"), publicKey = Cli.Run("key", "show", key, "--json").Json().GetProperty("public_key").GetString()!;
        Assert.Equal(ExitCode.Ok, Cli.Run("trust", "make", list, "--id", "lab", "--publisher", publisher, "--key", publicKey, "--until", "2999-01-01").Exit);
        return list;
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
