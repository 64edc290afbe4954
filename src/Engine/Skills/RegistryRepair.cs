using System.Collections.Immutable;
using Teleo.Engine.Storage;

namespace Teleo.Engine.Skills;

/// <summary>
/// Rebuilds index and events of a registry from their readable parts and from the objects. A readable index is used unless complete events
/// are newer; without one the events are replayed; a skill without a complete history is quarantined, because the lost part may have
/// quarantined it. No object is removed. An interrupted repair can be repeated with the same result.
/// </summary>
internal sealed class RegistryRepair
{
    private const string Actor = "registry", LostHistory = "its history is lost; look at it before restoring it";
    private readonly IDisk _disk;
    private readonly string _root;
    private readonly List<RegistryEvent> _events = [];
    private readonly EventReplay _replay = new();
    private readonly RegistryIndex? _index;
    private readonly byte[]? _indexBytes;
    private readonly int _damagedLines;
    private readonly bool _areEventsWhole;

    private RegistryRepair(IDisk disk, string root)
    {
        (_disk, _root) = (disk, root);
        string indexPath = RegistryStore.IndexOf(root);
        _indexBytes = disk.IdentityOf(indexPath) is null ? null : disk.ReadAll(indexPath);
        _index = _indexBytes is null ? null : RegistryIndex.Read(_indexBytes, out _);
        bool isInOrder = true;
        int damaged = 0;
        foreach (var (entry, _) in EventLines.In(disk, RegistryStore.EventsOf(root), () => damaged++)) Take(entry, ref isInOrder);
        _damagedLines = damaged;
        foreach (var recent in _index?.Recent ?? [])
            if (_events.Count == 0 || recent.Sequence > _events[^1].Sequence) Take(recent, ref isInOrder);
        _areEventsWhole = _damagedLines == 0 && isInOrder && (_index is null ? _events.Count > 0 : _events.Count >= _index.Flushed);
    }

    public static RepairReport Run(IDisk disk, string root, TimeSpan wait, TimeProvider clock) =>
        RegistryStore.Stored("the registry was not repaired", () =>
    {
        if (disk.IdentityOf(root) is null) throw new SkillException(SkillFault.NotFound, $"there is no registry {root}");
        using var held = RegistryLock.Take(disk, root, wait, clock);
        disk.FlushFolder(root);   // so that its names survive a power failure
        return new RegistryRepair(disk, root).Rebuild(clock);
    });

    private void Take(RegistryEvent entry, ref bool isInOrder)
    {
        isInOrder &= entry.Sequence == _events.Count + 1;
        _events.Add(entry);
        _replay.Take(entry);
    }

    private RepairReport Rebuild(TimeProvider clock)
    {
        if (_index is not null && _areEventsWhole && _replay.Difference(_index.Skills) is null)
            return new(IsChanged: false, _index.Skills.Count, _events.Count, 0, []);

        bool areEventsNewer = _areEventsWhole && (_index is null || _events.Count > _index.Sequence);
        var skills = _index is not null && !areEventsNewer ? _index.Skills : Replayed();
        KeepAside(RegistryStore.IndexOf(_root), _index is null ? _indexBytes : null);
        string eventsPath = RegistryStore.EventsOf(_root);
        KeepAside(eventsPath, _areEventsWhole || _disk.IdentityOf(eventsPath) is null ? null : _disk.ReadAll(eventsPath));

        _disk.MakeFolders(RegistryStore.ObjectsOf(_root));
        _disk.FlushFolder(_root);
        var events = Numbered(skills, clock.GetUtcNow());
        AtomicFile.Write(eventsPath, stream =>
        {
            foreach (var entry in events) stream.Write(entry.ToLine());
        }, _disk);
        var index = (_index ?? RegistryIndex.Empty) with
        {
            Sequence = events.Count,
            Flushed = events.Count,
            Skills = skills,
            Recent = [],
            Seen = Seen(),
        };
        AtomicFile.Write(RegistryStore.IndexOf(_root), stream => stream.Write(index.ToBytes()), _disk);
        return new(IsChanged: true, skills.Count, events.Count, _damagedLines,
            [.. skills.Where(entry => entry.Value.Reason == LostHistory).Select(entry => entry.Key)]);
    }

    /// <summary>
    /// Returns the skills by the events; if the events are incomplete, all in quarantine, with those found only in the objects.
    /// </summary>
    private ImmutableSortedDictionary<string, InstalledSkill> Replayed()
    {
        var skills = RegistryIndex.Empty.Skills.ToBuilder();
        foreach (var (name, skill) in _replay.Skills)
            if (skill.Files is { IsSound: true } files && SkillName.TryParse(name, out _))
                skills[name] = _areEventsWhole ? files.As(skill.Stage, skill.Reason) : files.As(SkillStage.Quarantined, LostHistory);
        foreach (var (name, files) in _areEventsWhole ? [] : FoundInObjects())
            skills.TryAdd(name, files.As(SkillStage.Quarantined, LostHistory));
        return skills.ToImmutable();
    }

    /// <summary>Returns the newest versions in index and events together.</summary>
    private ImmutableSortedDictionary<string, SeenSkill> Seen()
    {
        var seen = _replay.Seen;
        foreach (var (id, before) in _index?.Seen ?? RegistryIndex.Empty.Seen)
            seen = seen.SetItem(id, SeenSkill.After(seen.GetValueOrDefault(id), before.Publisher, before.Version, before.KeyId));
        return seen;
    }

    /// <summary>Returns every variant whose manifest and artifact are stored.</summary>
    private IEnumerable<(string Name, InstalledFiles Files)> FoundInObjects()
    {
        var objects = new ObjectStore(_disk, RegistryStore.ObjectsOf(_root));
        var names = objects.Names().ToHashSet(StringComparer.Ordinal);
        foreach (string hash in names.Order(StringComparer.Ordinal))
        {
            if (objects.TryRead(hash, ManifestJson.LargestBytes) is not { } bytes
                || !ManifestJson.TryRead(bytes, out var manifest, out _)) continue;
            foreach (var artifact in manifest.Artifacts.Where(artifact => names.Contains(artifact.Sha256)))
                yield return (manifest.NameOf(artifact).ToString(), new(hash, artifact.Sha256, artifact.SizeBytes, manifest.Publisher));
        }
    }

    /// <summary>Returns the readable events, numbered again, and one for every skill whose state they lack.</summary>
    private List<RegistryEvent> Numbered(ImmutableSortedDictionary<string, InstalledSkill> skills, DateTimeOffset now)
    {
        var numbered = _events.Select((entry, at) => entry with { Sequence = at + 1 }).ToList();
        foreach (string gone in _replay.Skills.Keys.Where(name => !skills.ContainsKey(name)))
            numbered.Add(new(numbered.Count + 1, now, gone, RegistryEvent.Removed, Actor, "repaired: the index does not name it"));
        foreach (var (name, skill) in skills)
        {
            if (_replay.Skills.TryGetValue(name, out var replayed) && replayed.Stage == skill.Stage
                && replayed.Files == InstalledFiles.Of(skill))
                continue;
            string why = $"repaired: {skill.Reason}", stage = SkillStages.Word(skill.Stage);
            numbered.Add(new(numbered.Count + 1, now, name, stage, Actor, why) { Files = InstalledFiles.Of(skill) });
        }

        return numbered;
    }

    private void KeepAside(string path, byte[]? damaged)
    {
        if (damaged is not null) AtomicFile.Write(path + ".damaged", stream => stream.Write(damaged), _disk);
    }
}

/// <summary>The outcome of a repair.</summary>
/// <param name="IsChanged">False where index and events agreed already.</param>
/// <param name="DamagedLines">Unreadable lines of the event file; the original file is kept as <c>events.jsonl.damaged</c>.</param>
/// <param name="Quarantined">The skills whose history is lost.</param>
public sealed record RepairReport(bool IsChanged, int Skills, int Events, int DamagedLines, ImmutableArray<string> Quarantined);
