using System.Text;
using Teleo.Engine.Skills;
using Teleo.Engine.Tests.Storage;

namespace Teleo.Engine.Tests.Skills;

/// <summary>Registries whose files were lost, cut or changed, and their repair.</summary>
public sealed class RegistryDamageTests : IDisposable
{
    private readonly string _folder = SimulatedFolders.New();
    private readonly RegistryTrial _trial;
    private readonly string _index, _events;

    public RegistryDamageTests()
    {
        _trial = RegistryTrial.Prepared(Path.Combine(_folder, "disk"));
        (_index, _events) = (RegistryStore.IndexOf(_trial.Root), RegistryStore.EventsOf(_trial.Root));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_lost_index_is_never_an_empty_registry()
    {
        _trial.Disk.Spoil(_index, null);
        AssertDamaged("index.json is missing");
        _trial.Disk.Spoil(_events, null);
        AssertDamaged("index.json is missing");
    }

    [Fact]
    public void Every_flipped_bit_of_the_index_is_noticed()
    {
        byte[] whole = _trial.Disk.Peek(_index)!;
        for (int bit = 0; bit < whole.Length * 8; bit += 37)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(RegistryIndex.Read(flipped, out string problem));
            Assert.NotEmpty(problem);
        }

        _trial.Disk.Spoil(_index, whole[..^1]);
        AssertDamaged("check does not hold");
    }

    [Fact]
    public void Every_flipped_bit_of_the_events_is_noticed_or_harmless()
    {
        byte[] whole = _trial.Disk.Peek(_events)!;
        long told = RegistryIndex.Read(_trial.Disk.Peek(_index)!, out _)!.Flushed;
        int noticed = 0;
        for (int bit = 0; bit < whole.Length * 8; bit += 211)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            int line = whole.AsSpan(0, bit / 8).Count((byte)'\n') + 1;
            _trial.Disk.Spoil(_events, flipped);
            using var registry = _trial.Open();
            Assert.Equal(_trial.State, RegistryModel.Of(registry.Skills));
            // Events that were not flushed when the index was written stand in the index too.
            if (line > told) registry.Collect();
            else Assert.Equal(SkillFault.Damaged, Assert.Throws<SkillException>(() => registry.Collect()).Fault);
            if (line <= told) noticed++;
        }

        Assert.True(noticed > 20);
    }

    [Fact]
    public void Where_index_and_events_disagree_nothing_is_changed_and_nothing_removed()
    {
        byte[] older = _trial.Disk.Peek(_index)!;
        Assert.Null(_trial.Step(new(RegistryStepKind.Quarantine, 1)));
        _trial.Disk.Spoil(_index, older);
        var objects = _trial.Disk.PeekNames(RegistryStore.ObjectsOf(_trial.Root));
        using (var registry = _trial.Open())
        {
            foreach (var kind in Enum.GetValues<RegistryStepKind>().Where(kind => kind != RegistryStepKind.List))
            {
                var refused = Assert.Throws<SkillException>(() => new RegistryStep(kind, 1).Do(registry));
                Assert.Contains("skill1@1.0.0#f32 is installed in index.json and quarantined in events.jsonl", refused.Message, StringComparison.Ordinal);
                Assert.Contains("registry repair", refused.Message, StringComparison.Ordinal);
            }
        }

        Assert.Equal(objects, _trial.Disk.PeekNames(RegistryStore.ObjectsOf(_trial.Root)));
        Repair();
        Assert.Null(_trial.Look(_trial.State));   // the later word, quarantined
    }

    [Fact]
    public void A_lost_index_is_rebuilt_from_the_events_with_stages_reasons_and_signatures()
    {
        IReadOnlyDictionary<string, InstalledSkill> before;
        int events;
        using (var registry = _trial.Open()) (before, events) = (registry.Skills, registry.Events().Count);
        _trial.Disk.Spoil(_index, null);
        var report = Repair();
        Assert.True(report.IsChanged);
        Assert.Equal(events, report.Events);   // whole events tell every state, so that none is added
        Assert.Empty(report.Quarantined);
        Assert.Null(_trial.Look(_trial.State));
        using var after = _trial.Open();
        foreach (var (name, skill) in before) Assert.Equal(skill with { Verified = null }, after.Skills[name] with { Verified = null });
        after.Verify(TinyPackages.NameOf(0));
    }

    [Fact]
    public void Where_the_events_have_a_gap_and_the_index_is_lost_everything_is_quarantined()
    {
        string[] lines = Encoding.UTF8.GetString(_trial.Disk.Peek(_events)!).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        _trial.Disk.Spoil(_index, null);
        _trial.Disk.Spoil(_events, Encoding.UTF8.GetBytes(string.Concat(lines.Where((_, at) => at != 7).Select(line => line + "\n"))));
        Assert.Equal(5, Repair().Quarantined.Length);   // the removed one too: the lost line may have brought it back
        AssertAllQuarantined();
    }

    [Fact]
    public void Where_index_and_events_are_lost_the_objects_come_back_in_quarantine()
    {
        _trial.Disk.Spoil(_index, null);
        _trial.Disk.Spoil(_events, null);
        Assert.Equal(5, Repair().Quarantined.Length);   // the removed one too: its objects are not collected yet
        AssertAllQuarantined();
    }

    [Fact]
    public void Where_the_event_of_a_removal_is_lost_the_repair_writes_another_with_the_next_number()
    {
        foreach (int package in (int[])[1, 2]) Assert.Null(_trial.Step(new(RegistryStepKind.Quarantine, package)));   // so that the index relies on the file
        string[] lines = Encoding.UTF8.GetString(_trial.Disk.Peek(_events)!).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] left = [.. lines.Where(line => !line.Contains("\"change\":\"removed\"", StringComparison.Ordinal))];
        Assert.NotEqual(lines.Length, left.Length);
        _trial.Disk.Spoil(_events, Encoding.UTF8.GetBytes(string.Concat(left.Select(line => line + "\n"))));
        Assert.True(Repair().IsChanged);
        using var registry = _trial.Open();
        Assert.Equal(Enumerable.Range(1, registry.Events().Count).Select(number => (long)number), registry.Events().Select(entry => entry.Sequence));
        Assert.Contains(registry.Events(), entry => entry.Change == RegistryEvent.Removed);
        registry.Collect();
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("cut")]
    [InlineData("garbage")]
    public void Damaged_events_are_written_again_from_the_index(string damage)
    {
        byte[] whole = _trial.Disk.Peek(_events)!;
        _trial.Disk.Spoil(_events, damage switch
        {
            "lost" => null,
            "cut" => whole[..(whole.Length / 2)],
            _ => new byte[300_000],
        });
        using (var registry = _trial.Open()) Assert.Throws<SkillException>(() => registry.Collect());
        Assert.True(Repair().IsChanged);
        Assert.Null(_trial.Look(_trial.State));
        Assert.False(Repair().IsChanged);
    }

    [Fact]
    public void A_repair_under_every_fault_leads_to_the_same_state_in_the_end()
    {
        _trial.Disk.Spoil(_index, null);
        var rehearsal = _trial.CopyTo(Path.Combine(_folder, "rehearsal"), 1);
        Assert.Equal(TrialEnd.Done, rehearsal.Repair(out _));
        int calls = rehearsal.Disk.Calls.Count, seed = 0;
        for (int call = 1; call <= calls; call++)
            foreach (var fault in DiskFaults.All)
            {
                var trial = _trial.CopyTo(Path.Combine(_folder, "trial"), ++seed);
                trial.Disk.Plan = (call, fault);
                var end = trial.Repair(out _);
                trial.Disk.Restart((PowerLoss)(seed % 3));
                if (end != TrialEnd.Done) Assert.Equal(TrialEnd.Done, trial.Repair(out _));
                using (var registry = trial.Open())
                {
                    var found = RegistryModel.Of(registry.Skills);
                    Assert.True(fault == DiskFault.FlippedBit ? found.IsMoreCarefulThan(_trial.State) : found.Equals(_trial.State), $"call {call}, {fault}, seed {seed}: {found}");
                }

                if (fault != DiskFault.FlippedBit) Assert.Null(trial.Look(_trial.State));
            }
    }

    [Fact]
    public void A_sound_registry_is_left_as_it_is()
    {
        byte[] index = _trial.Disk.Peek(_index)!, events = _trial.Disk.Peek(_events)!;
        Assert.False(Repair().IsChanged);
        Assert.Equal(index, _trial.Disk.Peek(_index));
        Assert.Equal(events, _trial.Disk.Peek(_events));
    }

    private RepairReport Repair() => SkillRegistry.Repair(_trial.Root, new RegistryOptions(), TimeProvider.System, _trial.Disk);

    private void AssertAllQuarantined()
    {
        using var registry = _trial.Open();
        Assert.All(registry.Skills.Values, skill => Assert.Equal(SkillStage.Quarantined, skill.Stage));
        registry.Move(TinyPackages.NameOf(0), SkillStage.Installed, "operator", "looked at");
        registry.Verify(TinyPackages.NameOf(0));
        registry.Collect();
    }

    private void AssertDamaged(string word)
    {
        var refused = Assert.Throws<SkillException>(() => _trial.Open().Dispose());
        Assert.Equal(SkillFault.Damaged, refused.Fault);
        Assert.Contains(word, refused.Message, StringComparison.Ordinal);
        Assert.Contains("teleo skill registry repair", refused.Message, StringComparison.Ordinal);
    }
}
