using Teleo.Engine.Skills;
using Teleo.Engine.Tests.Formats;

namespace Teleo.Engine.Tests.Skills;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class RegistryTests
{
    private readonly string _root = Packages.NewFolder();

    [Fact]
    public void What_is_installed_is_found_again_after_a_restart()
    {
        var manifest = Packages.Manifest();
        var name = Packages.NameOf(manifest);
        using (var registry = Open())
        {
            registry.Install(Packages.Write(manifest));
            registry.Verify(name);
            Assert.Equal(SkillStage.Verified, registry.Skills[name.ToString()].Stage);
        }

        using var again = Open();
        Assert.Equal(SkillStage.Verified, again.Skills[name.ToString()].Stage);
        Assert.Equal(ManifestJson.Write(manifest), ManifestJson.Write(again.ManifestOf(name)));
        Assert.Equal(File.ReadAllBytes(Packages.Weights), File.ReadAllBytes(again.ArtifactPath(name)));
    }

    [Fact]
    public void What_was_in_memory_when_its_process_ended_is_verified_and_the_events_say_so()
    {
        var name = Packages.NameOf(Packages.Manifest());
        using (var registry = WithOneVerified())
        {
            registry.Move(name, SkillStage.Resident, "controller", "demand");
            registry.Move(name, SkillStage.Active, "controller", "demand");
        }

        using var again = Open();
        Assert.Equal(SkillStage.Verified, again.Skills[name.ToString()].Stage);
        Assert.Equal(["installed", "verified", "resident", "active", "verified"], again.Events().Select(e => e.Change));
        Assert.Equal("its process ended", again.Events().Last().Reason);
        Assert.Equal(again.Events().Select(e => e.Sequence).Order(), again.Events().Select(e => e.Sequence));
    }

    [Fact]
    public void A_skill_in_memory_is_not_removed()
    {
        var name = Packages.NameOf(Packages.Manifest());
        using var registry = WithOneVerified();
        registry.Move(name, SkillStage.Resident, "controller", "demand");
        Assert.Equal(SkillFault.InUse, Assert.Throws<SkillException>(() => registry.Remove(name, "operator")).Fault);
        Assert.Contains(name.ToString(), registry.Skills.Keys);
    }

    [Fact]
    public void An_altered_artifact_is_quarantined_and_never_verified()
    {
        var name = Packages.NameOf(Packages.Manifest());
        using var registry = WithOneVerified();
        string path = registry.ArtifactPath(name);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);

        var refused = Assert.Throws<SkillException>(() => registry.Verify(name));
        Assert.Equal(SkillFault.HashMismatch, refused.Fault);
        Assert.Equal(SkillStage.Quarantined, registry.Skills[name.ToString()].Stage);
        Assert.Equal(SkillFault.IllegalTransition, Assert.Throws<SkillException>(() => registry.Verify(name)).Fault);
    }

    [Fact]
    public void A_package_whose_artifact_is_not_what_it_says_is_refused_with_the_reason_and_changes_nothing()
    {
        using var registry = Open();
        var package = Packages.Write(Packages.Manifest(), path => File.AppendAllText(path, "x"));
        Assert.Equal(SkillFault.SizeMismatch, Assert.Throws<SkillException>(() => registry.Install(package)).Fault);
        Assert.Empty(registry.Skills);
        var told = Assert.Single(registry.Events());
        Assert.Equal("refused", told.Change);
        Assert.Contains("1185377", told.Reason, StringComparison.Ordinal);
        registry.Install(Packages.Write(Packages.Manifest()));
    }

    [Fact]
    public void A_quarantine_is_lifted_by_restoring_and_by_nothing_else()
    {
        var name = Packages.NameOf(Packages.Manifest());
        using var registry = WithOneVerified();
        registry.Move(name, SkillStage.Quarantined, "operator", "wrong sums");
        var refused = Assert.Throws<SkillException>(() => registry.Install(Packages.Write(Packages.Manifest())));
        Assert.Equal(SkillFault.Quarantined, refused.Fault);
        Assert.Contains("wrong sums", refused.Message, StringComparison.Ordinal);
        Assert.Contains("teleo skill restore", refused.Message, StringComparison.Ordinal);
        Assert.Throws<SkillException>(() => registry.Verify(name));
        foreach (var stage in Enum.GetValues<SkillStage>().Where(stage => stage != SkillStage.Installed))
            Assert.Throws<SkillException>(() => registry.Move(name, stage, "operator", "again"));
        Assert.Equal(SkillStage.Quarantined, registry.Skills[name.ToString()].Stage);

        registry.Move(name, SkillStage.Installed, "operator", "right after all");
        registry.Verify(name);
    }

    [Fact]
    public void A_well_hashed_file_that_is_no_model_is_quarantined_when_verified()
    {
        byte[] nonsense = new byte[1000];
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(nonsense));
        var manifest = Packages.Manifest();
        manifest = manifest with { Artifacts = [manifest.Artifacts[0] with { Sha256 = hash, SizeBytes = nonsense.Length }] };
        using var registry = Open();
        registry.Install(Packages.Write(manifest, path => File.WriteAllBytes(path, nonsense)));

        Assert.Throws<SkillException>(() => registry.Verify(Packages.NameOf(manifest)));
        Assert.Contains("structure", registry.Skills.Values.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_with_a_weight_that_is_no_number_is_quarantined_with_the_tensor_named()
    {
        byte[] model = GgufForge.Tiny().Build();
        BitConverter.GetBytes(float.PositiveInfinity).CopyTo(model, model.Length - sizeof(float));
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(model));
        var manifest = Packages.Manifest();
        manifest = manifest with { Artifacts = [manifest.Artifacts[0] with { Sha256 = hash, SizeBytes = model.Length }] };
        using var registry = Open();
        registry.Install(Packages.Write(manifest, path => File.WriteAllBytes(path, model)));
        Assert.Throws<SkillException>(() => registry.Verify(Packages.NameOf(manifest)));
        Assert.Contains("blk.0.ffn_down.weight", registry.Skills.Values.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_is_no_artifact()
    {
        var package = Packages.Write(Packages.Manifest(), path =>
        {
            File.Delete(path);
            File.CreateSymbolicLink(path, Packages.Weights);
        });
        using var registry = Open();
        Assert.Equal(SkillFault.BadPackage, Assert.Throws<SkillException>(() => registry.Install(package)).Fault);
    }

    [Fact]
    public void A_quota_is_kept_and_equal_content_counts_once()
    {
        using var registry = SkillRegistry.Open(_root, new RegistryOptions { QuotaBytes = 1_500_000 }, TimeProvider.System);
        registry.Install(Packages.Write(Packages.Manifest("one")));
        registry.Install(Packages.Write(Packages.Manifest("two")));
        Assert.Equal(1185376, registry.UsedBytes);

        using var small = SkillRegistry.Open(Packages.NewFolder(), new RegistryOptions { QuotaBytes = 1_000_000 }, TimeProvider.System);
        Assert.Equal(SkillFault.QuotaExceeded, Assert.Throws<SkillException>(() => small.Install(Packages.Write(Packages.Manifest()))).Fault);
        Assert.Empty(small.Skills);
    }

    [Fact]
    public void Dependencies_come_first_and_go_last()
    {
        using var registry = Open();
        var child = Packages.Manifest("child", "1.0.0", "stories@1.0.0");
        Assert.Equal(SkillFault.MissingDependency, Assert.Throws<SkillException>(() => registry.Install(Packages.Write(child))).Fault);
        registry.Install(Packages.Write(Packages.Manifest()));
        registry.Install(Packages.Write(child));
        Assert.Equal(SkillFault.StillNeeded, Assert.Throws<SkillException>(() => registry.Remove(Packages.NameOf(Packages.Manifest()), "operator")).Fault);
        registry.Remove(Packages.NameOf(child), "operator");
        registry.Remove(Packages.NameOf(Packages.Manifest()), "operator");
        Assert.Empty(registry.Skills);
    }

    [Fact]
    public void Collection_removes_what_nothing_names_and_nothing_else()
    {
        using var registry = WithOneVerified();
        Assert.Equal((0, 0L), registry.Collect());
        File.WriteAllText(Path.Combine(_root, "objects", "leftover.123.tmp"), "half");
        File.WriteAllText(Path.Combine(_root, "index.json.123.tmp"), "half");
        Assert.Equal(1, registry.Collect().Files);
        Assert.Empty(Directory.GetFiles(_root, "*.tmp", SearchOption.AllDirectories));

        registry.Remove(Packages.NameOf(Packages.Manifest()), "operator");
        Assert.Equal(2, registry.Collect().Files);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_root, "objects"), "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"format\":7,\"sequence\":0,\"skills\":{}}")]
    public void A_damaged_index_is_an_error_and_stays_as_it_is(string content)
    {
        string path = Path.Combine(_root, "index.json");
        File.WriteAllText(path, content);
        Assert.Equal(SkillFault.Damaged, Assert.Throws<SkillException>(Open).Fault);
        Assert.Equal(content, File.ReadAllText(path));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Ten_thousand_random_moves_follow_the_table_and_nothing_else(ulong seed)
    {
        using var registry = WithOneVerified();
        var name = Packages.NameOf(Packages.Manifest());
        var model = SkillStage.Verified;
        ulong state = seed;
        for (int i = 0; i < 2500; i++)
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            var to = (SkillStage)((state >> 33) % 7);
            bool needsVerification = model == SkillStage.Installed && to == SkillStage.Verified;
            if (SkillStages.IsLegal(model, to) && !needsVerification)
            {
                registry.Move(name, to, "test", "random");
                model = to;
            }
            else
            {
                var refused = Assert.Throws<SkillException>(() => registry.Move(name, to, "test", "random"));
                Assert.Equal(SkillFault.IllegalTransition, refused.Fault);
                Assert.Contains(model.ToString(), refused.Message, StringComparison.Ordinal);
                Assert.Contains(to.ToString(), refused.Message, StringComparison.Ordinal);
            }

            if (needsVerification)
            {
                registry.Verify(name);
                model = to;
            }

            Assert.Equal(model, registry.Skills[name.ToString()].Stage);
        }
    }

    public static TheoryData<ulong> Seeds => [1, 2, 3, 4];

    private SkillRegistry WithOneVerified()
    {
        var registry = Open();
        var manifest = Packages.Manifest();
        registry.Install(Packages.Write(manifest));
        registry.Verify(Packages.NameOf(manifest));
        return registry;
    }

    private SkillRegistry Open() => SkillRegistry.Open(_root, new RegistryOptions(), TimeProvider.System);
}
