using System.Text;
using Teleo.Engine.Skills;
using Teleo.Engine.Tests.Storage;
using Teleo.Engine.Tests.Trust;
using Teleo.Engine.Trust;

namespace Teleo.Engine.Tests.Skills;

/// <summary>Packages and lists of keys that somebody holds back, puts back, strips or mixes, and the answers of a registry.</summary>
public sealed class RegistryTrustTests : IDisposable
{
    private readonly string _folder = Packages.NewFolder();
    private readonly SigningKey _key = SigningKey.Make(), _other = SigningKey.Make(), _root = SigningKey.Make();

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
        _root.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Root => Path.Combine(_folder, "registry");

    private TrustStore Trust => TrustLists.AllowUnsigned(("tests", _key), ("others", _other));

    private TrustStore Rooted => Trust with { List = Trust.List with { Roots = new(1, [_root.Public.ToString()]) } };

    [Fact]
    public void An_older_version_does_not_take_the_place_of_a_newer_one_though_that_was_removed()
    {
        using (var registry = Open(Trust))
        {
            registry.Install(Signed(Manifest("1.1.0")));
            registry.Remove(Packages.NameOf(Manifest("1.1.0")), "operator");
        }

        using (var registry = Open(Trust))
        {
            var refused = Refused(registry, SkillFault.OlderVersion, Signed(Manifest("1.0.0")));
            Assert.Contains("older than version 1.1.0", refused, StringComparison.Ordinal);
            Assert.Contains("--older", refused, StringComparison.Ordinal);
            registry.Install(Signed(Manifest("1.2.0")));
        }

        using var willing = SkillRegistry.Open(Root, new RegistryOptions { Trust = Trust, AllowsOlder = true }, TimeProvider.System);
        willing.Install(Signed(Manifest("1.0.0")));
    }

    [Fact]
    public void The_version_that_a_newer_one_names_to_go_back_to_is_let_in()
    {
        using var registry = Open(Trust);
        registry.Install(Signed(Manifest("1.1.0") with { RollbackTo = "stories@1.0.0" }));
        Refused(registry, SkillFault.OlderVersion, Signed(Manifest("1.0.1")));
        registry.Install(Signed(Manifest("1.0.0")));
    }

    [Fact]
    public void The_memory_of_versions_survives_the_loss_of_the_index()
    {
        using (var registry = Open(Trust)) registry.Install(Signed(Manifest("1.1.0")));
        File.Delete(RegistryStore.IndexOf(Root));
        SkillRegistry.Repair(Root, new RegistryOptions(), TimeProvider.System);
        using var repaired = Open(Trust);
        Refused(repaired, SkillFault.OlderVersion, Signed(Manifest("1.0.0")));
        Refused(repaired, SkillFault.OtherPublisher, Signed(Manifest("1.2.0") with { Publisher = "others" }, _other));
    }

    [Fact]
    public void Taking_a_signature_away_never_makes_a_package_acceptable()
    {
        var package = Signed(Manifest("1.0.0"));
        File.Delete(Path.Combine(package.Folder, SkillPackage.SignatureFile));
        using (var registry = Open(Trust)) Assert.Contains("known to sign", Refused(registry, SkillFault.SignatureRefused, SkillPackage.Open(package.Folder)), StringComparison.Ordinal);

        // Nor where the list has forgotten the publisher, once a signed version was here.
        using (var registry = Open(Trust)) registry.Install(Signed(Manifest("1.0.0")));
        using var forgetful = Open(Trust with { List = Trust.List with { Publishers = [] } });
        Assert.Contains("was signed before", Refused(forgetful, SkillFault.SignatureRefused, Packages.Write(Manifest("1.1.0"))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_that_one_publisher_signed_is_not_taken_by_another()
    {
        using var registry = Open(Trust);
        registry.Install(Signed(Manifest("1.0.0")));
        Refused(registry, SkillFault.OtherPublisher, Signed(Manifest("2.0.0") with { Publisher = "others" }, _other));
        Refused(registry, SkillFault.OtherPublisher, Packages.Write(Manifest("2.0.0") with { Publisher = "stranger" }));
    }

    [Fact]
    public void A_revoked_key_is_not_believed_any_more_and_its_versions_are_forgotten()
    {
        using (var registry = Open(Trust))
        {
            registry.Install(Signed(Manifest("999.0.0")));
            registry.Verify(Packages.NameOf(Manifest("999.0.0")));
        }

        var fresh = SigningKey.Make();
        var revoking = Trust with
        {
            List = Trust.List with { Version = 2, RevokedKeys = [new(_key.Public.Id, "stolen")], Publishers = [new("tests", [new(_key.Public.ToString(), TrustLists.Expires), new(fresh.Public.ToString(), TrustLists.Expires)])] },
        };
        using var later = Open(revoking);
        var refused = Assert.Throws<SkillException>(() => later.Verify(Packages.NameOf(Manifest("999.0.0"))));
        Assert.Contains("stolen", refused.Message, StringComparison.Ordinal);
        Assert.Equal(SkillStage.Verified, later.Skills[Packages.NameOf(Manifest("999.0.0")).ToString()].Stage);
        later.Install(Signed(Manifest("1.0.0"), fresh));   // whoever stole the key cannot shut out what comes after by a high number
        later.Verify(Packages.NameOf(Manifest("1.0.0")));
        fresh.Dispose();
    }

    [Fact]
    public void An_older_list_of_keys_is_refused_once_a_newer_one_was_used()
    {
        var newer = Trust with { List = Trust.List with { Version = 5 } };
        using (var registry = Open(newer)) registry.Install(Signed(Manifest("1.0.0")));
        var refused = Assert.Throws<SkillException>(() => Open(Trust).Dispose());
        Assert.Equal(SkillFault.TrustRefused, refused.Fault);
        Assert.Contains("older than version 5", refused.Message, StringComparison.Ordinal);
        Open(newer).Dispose();
    }

    [Fact]
    public void A_newer_list_signed_by_the_roots_is_adopted_and_stays_in_force()
    {
        Adopt(Rooted.List with { Version = 3, RevokedKeys = [new(_key.Public.Id, "stolen")] });
        using (var registry = Open(Rooted))
        {
            Assert.Equal(3, registry.Trust.List.Version);
            Assert.Contains("stolen", Refused(registry, SkillFault.SignatureRefused, Signed(Manifest("1.0.0"))), StringComparison.Ordinal);
        }

        using (var same = Open(Rooted with { List = Rooted.List with { Version = 3 } }))
            Assert.Empty(same.Trust.List.RevokedKeys);   // the list that is named goes before an adopted one of the same version

        // A program with a newer list of its own goes before it.
        using var newer = Open(Rooted with { List = Rooted.List with { Version = 4 } });
        Assert.Equal(4, newer.Trust.List.Version);
    }

    [Fact]
    public void A_list_is_not_adopted_unless_it_is_newer_in_time_and_signed_by_the_roots()
    {
        Adopt(Rooted.List with { Version = 3 });
        Assert.Contains("not newer", NotAdopted((Rooted.List with { Version = 2 }).Signed(_root)), StringComparison.Ordinal);
        Assert.Contains("not signed", NotAdopted((Rooted.List with { Version = 4 }).Signed(_other)), StringComparison.Ordinal);
        Assert.Contains("not signed", NotAdopted((Rooted.List with { Version = 4, Roots = new(1, [_other.Public.ToString()]) }).Signed(_other)), StringComparison.Ordinal);
        Assert.Contains("'elsewhere'", NotAdopted((Rooted.List with { Version = 4, Id = "elsewhere" }).Signed(_root)), StringComparison.Ordinal);
        Assert.Contains("expired", NotAdopted((Rooted.List with { Version = 4, Expires = new(2021, 1, 1) }).Signed(_root)), StringComparison.Ordinal);
        Assert.Contains("cannot be used", Assert.Throws<SkillException>(() => SkillRegistry.AdoptTrust(Root, "{}"u8.ToArray(), new RegistryOptions { Trust = Rooted }, TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_adopted_list_that_is_lost_or_changed_is_missed_and_adopted_again()
    {
        var list = Rooted.List with { Version = 3 };
        Adopt(list);
        string path = Path.Combine(Root, "trust.json");
        foreach (Action<string> spoil in new Action<string>[] { File.Delete, file => File.WriteAllText(file, File.ReadAllText(file).Replace("\"version\": 3", "\"version\": 9", StringComparison.Ordinal)) })
        {
            spoil(path);
            Assert.Equal(SkillFault.TrustRefused, Assert.Throws<SkillException>(() => Open(Rooted).Dispose()).Fault);
            Adopt(list);
            Open(Rooted).Dispose();
        }
    }

    [Fact]
    public void Adopting_a_list_is_whole_or_absent_at_every_call_under_every_fault()
    {
        string disk = SimulatedFolders.New();
        byte[] newer = Encoding.UTF8.GetBytes((Rooted.List with { Version = 2 }).Signed(_root).ToJson());
        var options = new RegistryOptions { Trust = Rooted, LockWait = TimeSpan.Zero };
        var prepared = new SimulatedDisk(Path.Combine(disk, "prepared"), 1);
        SkillRegistry.Open(Path.Combine(prepared.Root, "registry"), options, TimeProvider.System, prepared).Dispose();
        var rehearsal = prepared.CopyTo(Path.Combine(disk, "rehearsal"), 1);
        SkillRegistry.AdoptTrust(Path.Combine(rehearsal.Root, "registry"), newer, options, TimeProvider.System, rehearsal);
        for (int call = 1, seed = 0; call <= rehearsal.Calls.Count; call++)
            foreach (var fault in DiskFaults.All)
            {
                var trial = prepared.CopyTo(Path.Combine(disk, "trial"), ++seed);
                trial.Plan = (call, fault);
                bool isDone = Try(() => SkillRegistry.AdoptTrust(Path.Combine(trial.Root, "registry"), newer, options, TimeProvider.System, trial));
                trial.Restart((PowerLoss)(seed % 3));
                using var registry = SkillRegistry.Open(Path.Combine(trial.Root, "registry"), options, TimeProvider.System, trial);
                Assert.True(registry.Trust.List.Version == 2 || !isDone, $"call {call}, {fault}, seed {seed}");
            }

        Directory.Delete(disk, recursive: true);
    }

    [Fact]
    public void A_list_that_a_registry_keeps_as_its_own_is_in_force_where_none_is_named()
    {
        Keep(Trust.List);
        using (var registry = SkillRegistry.Open(Root, new RegistryOptions(), TimeProvider.System))
        {
            Assert.Equal((Trust.List.Id, SignaturePolicy.RequireSigned), (registry.Trust.List.Id, registry.Trust.Policy));
            registry.Install(Signed(Manifest("1.0.0")));
            Refused(registry, SkillFault.SignatureRefused, Packages.Write(Packages.Manifest("unsigned") with { Publisher = "nobody" }));
            registry.Collect();
        }

        // It stays after a collection, a version that was used is not put back by an older one, and one that is named goes before it.
        Keep(Trust.List with { Version = 7, RevokedKeys = [new(_key.Public.Id, "stolen")] });
        Assert.Contains("older than version 7", NotKept(Trust.List with { Version = 6 }), StringComparison.Ordinal);
        Assert.Contains("expired", NotKept(Trust.List with { Version = 8, Expires = new(2021, 1, 1) }), StringComparison.Ordinal);
        using (var registry = SkillRegistry.Open(Root, new RegistryOptions(), TimeProvider.System))
            Assert.Contains("stolen", Assert.Throws<SkillException>(() => registry.Verify(Packages.NameOf(Manifest("1.0.0")))).Message, StringComparison.Ordinal);
        using (var registry = SkillRegistry.Open(Root, new RegistryOptions { Trust = new(SignaturePolicy.RequireSigned, TrustList.BuiltIn) }, TimeProvider.System))
            Assert.Equal(TrustList.BuiltIn.Id, registry.Trust.List.Id);

        foreach (string file in Directory.GetFiles(Path.Combine(Root, "objects")).Where(file => File.ReadAllText(file).Contains(TrustList.CurrentSchema, StringComparison.Ordinal))) File.Delete(file);
        var lost = Assert.Throws<SkillException>(() => SkillRegistry.Open(Root, new RegistryOptions(), TimeProvider.System).Dispose());
        Assert.Contains("teleo trust keep", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_version_of_its_own_list_is_adopted_when_its_roots_signed_it()
    {
        Keep(Rooted.List);
        byte[] newer = Encoding.UTF8.GetBytes((Rooted.List with { Version = 4 }).Signed(_root).ToJson());
        Assert.Equal(4, SkillRegistry.AdoptTrust(Root, newer, new RegistryOptions(), TimeProvider.System).Version);
        using var registry = SkillRegistry.Open(Root, new RegistryOptions(), TimeProvider.System);
        Assert.Equal((Rooted.List.Id, 4), (registry.Trust.List.Id, registry.Trust.List.Version));
    }

    private void Keep(TrustList list) => SkillRegistry.KeepTrust(Root, Encoding.UTF8.GetBytes(new SignedTrustList(list, []).ToJson()), new RegistryOptions(), TimeProvider.System);

    private string NotKept(TrustList list)
    {
        var refused = Assert.Throws<SkillException>(() => Keep(list));
        Assert.Equal(SkillFault.TrustRefused, refused.Fault);
        return refused.Message;
    }

    private static bool Try(Action step)
    {
        try
        {
            step();
            return true;
        }
        catch (Exception end) when (end is SkillException or PowerFailure)
        {
            return false;
        }
    }

    private string NotAdopted(SignedTrustList list)
    {
        var refused = Assert.Throws<SkillException>(() => SkillRegistry.AdoptTrust(Root, Encoding.UTF8.GetBytes(list.ToJson()), new RegistryOptions { Trust = Rooted }, TimeProvider.System));
        Assert.Equal(SkillFault.TrustRefused, refused.Fault);
        return refused.Message;
    }

    private void Adopt(TrustList list) =>
        SkillRegistry.AdoptTrust(Root, Encoding.UTF8.GetBytes(list.Signed(_root).ToJson()), new RegistryOptions { Trust = Rooted }, TimeProvider.System);

    private static string Refused(SkillRegistry registry, SkillFault fault, SkillPackage package)
    {
        var refused = Assert.Throws<SkillException>(() => registry.Install(package));
        Assert.Equal(fault, refused.Fault);
        Assert.Equal("refused", registry.Events()[^1].Change);
        return refused.Message;
    }

    private static SkillManifest Manifest(string version) => Packages.Manifest("stories", version);

    private SkillPackage Signed(SkillManifest manifest, SigningKey? key = null)
    {
        var package = Packages.Write(manifest);
        package.Sign(key ?? _key);
        return SkillPackage.Open(package.Folder);
    }

    private SkillRegistry Open(TrustStore trust) => SkillRegistry.Open(Root, new RegistryOptions { Trust = trust }, TimeProvider.System);
}
