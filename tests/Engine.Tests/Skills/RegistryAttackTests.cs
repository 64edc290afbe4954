using System.Diagnostics;
using System.Text;
using Teleo.Engine.Pool;
using Teleo.Engine.Skills;
using Teleo.Engine.Storage;
using Teleo.Engine.Tests.Adapters;
using Teleo.Engine.Tests.Pool;
using Teleo.Engine.Tests.Trust;
using Teleo.Engine.Trust;

namespace Teleo.Engine.Tests.Skills;

/// <summary>What somebody may try on a registry, and what it says.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RegistryAttackTests : IDisposable
{
    private readonly string _root = Packages.NewFolder();
    private readonly SigningKey _key = SigningKey.Make(), _stranger = SigningKey.Make();
    private readonly SkillManifest _manifest = Packages.Manifest();
    private readonly SkillName _name = Packages.NameOf(Packages.Manifest());

    public void Dispose()
    {
        _key.Dispose();
        _stranger.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void A_package_whose_artifact_was_changed_is_refused_by_the_name_of_the_file()
    {
        var package = Packages.Write(Packages.Manifest());
        string file = package.Manifest.Artifacts[0].File;
        Alter(Path.Combine(package.Folder, file));
        using var registry = SkillRegistry.Open(Path.Combine(_root, "changed"), new RegistryOptions(), TimeProvider.System);
        var refused = Assert.Throws<SkillException>(() => registry.Install(SkillPackage.Open(package.Folder)));
        Assert.Equal(SkillFault.HashMismatch, refused.Fault);
        Assert.StartsWith($"{file}: its hash is ", refused.Message, StringComparison.Ordinal);
        Directory.Delete(package.Folder, recursive: true);
    }

    [Fact]
    public void An_artifact_altered_in_place_with_its_times_set_back_is_found_out()
    {
        using var registry = WithOneVerified();
        string path = registry.ArtifactPath(_name);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        registry.Verify(_name);
        Alter(path);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        Assert.Equal(SkillFault.HashMismatch, Assert.Throws<SkillException>(() => registry.Verify(_name)).Fault);
        Assert.Equal(SkillStage.Quarantined, registry.Skills[_name.ToString()].Stage);
    }

    [Fact]
    public void An_artifact_that_was_touched_is_hashed_again_and_stays_verified_if_it_is_the_same()
    {
        using var registry = WithOneVerified();
        var before = registry.Skills[_name.ToString()].Verified;
        string path = registry.ArtifactPath(_name);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        registry.Verify(_name);
        Assert.NotEqual(before, registry.Skills[_name.ToString()].Verified);
        Assert.Equal(SkillStage.Verified, registry.Skills[_name.ToString()].Stage);
    }

    [Fact]
    public void A_link_in_the_place_of_an_artifact_is_found_out_though_the_bytes_are_right()
    {
        using var registry = WithOneVerified();
        string path = registry.ArtifactPath(_name);
        File.Delete(path);
        File.CreateSymbolicLink(path, Packages.Weights);
        Assert.Throws<SkillException>(() => registry.Verify(_name));
        Assert.Equal(SkillStage.Quarantined, registry.Skills[_name.ToString()].Stage);
    }

    [Fact]
    public async Task What_is_resident_goes_on_with_the_bytes_that_were_verified_when_its_file_is_altered()
    {
        using var registry = WithOneVerified();
        using var pool = new RuntimePool(Pools.Options, TimeProvider.System);
        var handle = pool.Load(PoolSkill.Of(registry, _name));
        pool.Activate(handle);
        string expected = await Pools.AskAsync(pool, handle);
        Alter(registry.ArtifactPath(_name));
        Assert.Equal(expected, await Pools.AskAsync(pool, handle));
        Assert.Equal(SkillFault.HashMismatch, Assert.Throws<SkillException>(() => PoolSkill.Of(registry, _name)).Fault);
        Assert.Equal(expected, await Pools.AskAsync(pool, handle));
    }

    [Fact]
    public void What_was_spoiled_in_the_store_is_replaced_when_the_skill_is_restored_and_installed_again()
    {
        using var registry = WithOneVerified();
        Alter(registry.ArtifactPath(_name));
        Assert.Throws<SkillException>(() => registry.Verify(_name));
        registry.Move(_name, SkillStage.Installed, "operator", "its package is here");
        registry.Install(Packages.Write(_manifest));
        registry.Verify(_name);
        Assert.Equal(SkillStage.Verified, registry.Skills[_name.ToString()].Stage);
    }

    [Fact]
    public void Collection_leaves_what_is_in_memory_though_nothing_names_it()
    {
        using var registry = WithOneVerified();
        using var pool = new RuntimePool(Pools.Options, TimeProvider.System);
        pool.Load(PoolSkill.Of(registry, _name));
        string path = registry.ArtifactPath(_name);
        registry.Move(_name, SkillStage.Retired, "operator", "old");
        registry.Remove(_name, "operator");
        registry.Collect(new HashSet<string> { path });
        Assert.True(File.Exists(path));
        pool.Dispose();
        registry.Collect();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Where_signatures_are_required_what_is_not_signed_well_is_refused_and_the_refusal_recorded()
    {
        using var registry = SkillRegistry.Open(_root, new RegistryOptions { Trust = Trust() }, TimeProvider.System);
        foreach (var (signer, reason) in new (SigningKey?, string)[] { (null, "UnsignedByKnownPublisher"), (_stranger, "UnknownSigner") })
        {
            var refused = Assert.Throws<SkillException>(() => registry.Install(Signed(signer)));
            Assert.Equal(SkillFault.SignatureRefused, refused.Fault);
            Assert.Empty(registry.Skills);
            var told = registry.Events().Last();
            Assert.Equal("refused", told.Change);
            Assert.Contains(reason, told.Reason, StringComparison.Ordinal);
        }

        registry.Install(Signed(_key));
        registry.Verify(_name);
        Assert.Equal(SkillStage.Verified, registry.Skills[_name.ToString()].Stage);

        // Nobody takes the place of what is installed.
        Assert.Equal(SkillFault.AlreadyInstalled, Assert.Throws<SkillException>(() => registry.Install(Signed(null))).Fault);
        Assert.Equal(SkillStage.Verified, registry.Skills[_name.ToString()].Stage);
    }

    [Fact]
    public void A_signer_who_expires_is_refused_and_judged_again_when_the_clock_is_right()
    {
        using (var registry = SkillRegistry.Open(_root, new RegistryOptions { Trust = Trust() }, TimeProvider.System))
        {
            registry.Install(Signed(_key));
            registry.Verify(_name);
        }

        using (var later = SkillRegistry.Open(_root, new RegistryOptions { Trust = Trust(new DateOnly(2001, 1, 1)) }, TimeProvider.System))
        {
            var refused = Assert.Throws<SkillException>(() => later.Verify(_name));
            Assert.Equal(SkillFault.SignatureRefused, refused.Fault);
            Assert.Contains("KeyExpired", refused.Message, StringComparison.Ordinal);
        }

        using var again = SkillRegistry.Open(_root, new RegistryOptions { Trust = Trust() }, TimeProvider.System);
        again.Verify(_name);
        Assert.Equal(SkillStage.Verified, again.Skills[_name.ToString()].Stage);
    }

    [Theory]
    [InlineData("{\"algorithm\":\"ecdsa-p256-sha256\",\"keyId\":\"0\"}")]
    [InlineData("{\"algorithm\":null,\"keyId\":\"0\",\"signature\":\"0\"}")]
    [InlineData("{\"algorithm\":\"a\",\"algorithm\":\"b\",\"keyId\":\"0\",\"signature\":\"0\"}")]
    [InlineData("{")]
    public void A_signature_that_cannot_be_read_is_refused(string text)
    {
        string folder = Packages.Write(_manifest).Folder;
        File.WriteAllText(Path.Combine(folder, SkillPackage.SignatureFile), text);
        Assert.Equal(SkillFault.SignatureRefused, Assert.Throws<SkillException>(() => SkillPackage.Open(folder)).Fault);
    }

    [Theory]
    [InlineData(SkillPackage.ManifestFile)]
    [InlineData("stories.f32.gguf")]
    public void A_pipe_in_a_package_hangs_nobody(string file)
    {
        string folder = Packages.Write(_manifest).Folder;
        File.Delete(Path.Combine(folder, file));
        using (var make = Process.Start("mkfifo", Path.Combine(folder, file))) make.WaitForExit();
        using var registry = Open();
        Assert.Equal(SkillFault.BadPackage, Assert.Throws<SkillException>(() => registry.Install(SkillPackage.Open(folder))).Fault);
    }

    [Theory]
    [InlineData("stories@1.0.0#f32", "../stories")]
    [InlineData("270cba1b", "../../../../tmp/")]
    [InlineData("\"sizeBytes\": 1185376", "\"sizeBytes\": -5")]
    [InlineData("\"stage\": \"installed\"", "\"stage\": \"blessed\"")]
    [InlineData("\"stage\": \"installed\"", "\"stage\": 99")]
    [InlineData("\"reason\": \"installed\"", "\"reason\": null")]
    [InlineData("\"told\": 0", "\"told\": 7")]
    public void An_index_that_was_tampered_with_is_damaged_and_leads_nowhere(string from, string to)
    {
        using (var registry = Open()) registry.Install(Packages.Write(_manifest));
        string path = Path.Combine(_root, "index.json");
        Assert.True(SealedJson.TryOpen(File.ReadAllBytes(path), out var content));
        string text = Encoding.UTF8.GetString(content);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllBytes(path, SealedJson.Seal(Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal))));   // by somebody who computes the check anew
        var refused = Assert.Throws<SkillException>(Open);
        Assert.Equal(SkillFault.Damaged, refused.Fault);
        Assert.DoesNotContain("check does not hold", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_skill_needs_more_than_the_shell_of_what_it_depends_on()
    {
        using var registry = Open();
        registry.Install(Packages.Write(_manifest));
        registry.Move(_name, SkillStage.Quarantined, "operator", "bad");
        var child = Packages.Write(Packages.Manifest("child", "1.0.0", "stories@1.0.0"));
        Assert.Equal(SkillFault.MissingDependency, Assert.Throws<SkillException>(() => registry.Install(child)).Fault);
        foreach (var selfish in new[] { Packages.Manifest("stories", "1.0.0", "stories@1.0.0"), _manifest with { RollbackTo = "stories@1.0.0" } })
            Assert.Equal(SkillFault.BadManifest, Assert.Throws<SkillException>(() => Packages.Write(selfish)).Fault);
    }

    [Fact]
    public void An_adapter_fits_its_base_in_everything_or_is_quarantined_with_what_differs()
    {
        using var registry = WithOneVerified();
        var good = Adapter("good");
        registry.Install(good);
        registry.Verify(Packages.NameOf(good.Manifest));
        Assert.Equal(_name, registry.BaseOf(Packages.NameOf(good.Manifest)));
        (string Word, Func<SkillManifest, SkillManifest> Spoil)[] spoilings =
        [
            ("tokenizer", manifest => manifest with { Tokenizer = new("tok512", new string('b', 64)) }),
            ("family", manifest => manifest with { Family = "qwen2" }),
            ("rank", manifest => manifest with { Adapter = manifest.Adapter! with { Rank = 4 } }),
            ("scaling", manifest => manifest with { Adapter = manifest.Adapter! with { Scaling = 6 } }),
            ("targetModules", manifest => manifest with { Adapter = manifest.Adapter! with { TargetModules = ["attn_q"] } }),
            ("abi", manifest => manifest with { Adapter = manifest.Adapter! with { Abi = "gguf-lora-2" } }),
            ("no installed skill", manifest => manifest with { Adapter = manifest.Adapter! with { BaseArtifactSha256 = new string('c', 64) } }),
        ];
        foreach (var (word, spoil) in spoilings)
        {
            var bad = Adapter("bad" + Array.FindIndex(spoilings, spoiling => spoiling.Word == word), spoil);
            registry.Install(bad);
            var name = Packages.NameOf(bad.Manifest);
            Assert.Equal(SkillFault.Incompatible, Assert.Throws<SkillException>(() => registry.Verify(name)).Fault);
            Assert.Equal(SkillStage.Quarantined, registry.Skills[name.ToString()].Stage);
            Assert.Contains(word, registry.Skills[name.ToString()].Reason, StringComparison.Ordinal);
        }
    }

    private static SkillPackage Adapter(string id, Func<SkillManifest, SkillManifest>? spoil = null)
    {
        string path = Path.Combine(Packages.NewFolder(), "adapter.gguf");
        using (var runtime = new Engine.Runtime.ModelRuntime(new(), TimeProvider.System))
        {
            Assert.True(runtime.TryLoad(Packages.Weights, out _));
            new AdapterForge(runtime.Facts, seed: 1).Write(path);
        }

        var manifest = Packages.Manifest(id, "1.0.0", "stories@1.0.0");
        var artifact = manifest.Artifacts[0];
        manifest = manifest with
        {
            Artifacts = [artifact with { Sha256 = SkillPackage.HashOf(path), SizeBytes = new FileInfo(path).Length }],
            Adapter = new(artifact.Sha256, ["attn_k", "attn_output", "attn_q", "attn_v", "ffn_down", "ffn_gate", "ffn_up"], 3, 2, "gguf-lora-1"),
        };
        return Packages.Write(spoil?.Invoke(manifest) ?? manifest, target => File.Copy(path, target, overwrite: true));
    }

    private SkillPackage Signed(SigningKey? key)
    {
        var package = Packages.Write(_manifest);
        if (key is null) return package;
        package.Sign(key);
        return SkillPackage.Open(package.Folder);
    }

    private TrustStore Trust(DateOnly? notAfter = null)
    {
        var trust = TrustLists.RequireSigned(("tests", _key));
        return trust with { List = trust.List with { Publishers = [new("tests", [new(_key.Public.ToString(), notAfter ?? TrustLists.Expires)])] } };
    }

    private SkillRegistry WithOneVerified()
    {
        var registry = Open();
        registry.Install(Packages.Write(_manifest));
        registry.Verify(_name);
        return registry;
    }

    private SkillRegistry Open() => SkillRegistry.Open(_root, new RegistryOptions(), TimeProvider.System);

    private static void Alter(string path)
    {
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
