using System.Collections.Immutable;
using Teleo.Engine.Storage;

namespace Teleo.Engine.Skills;

/// <summary>
/// The files of one open registry: lock, index, events, objects. A change replaces the index once after all its objects are flushed, and
/// then appends its events, so a kill or a power failure at any call leaves the state before or after. Not safe for several threads.
/// </summary>
internal sealed class RegistryStore : IDisposable
{
    private readonly IDisk _disk;
    private readonly string _root;
    private readonly IDiskFile _lock;
    private readonly TimeProvider _clock;
    private readonly EventFile _events;

    /// <summary>The reason why nothing may be changed any more; null while changes are possible.</summary>
    private string? _stop;

    private RegistryStore(IDisk disk, string root, IDiskFile held, TimeProvider clock)
    {
        (_disk, _root, _lock, _clock) = (disk, root, held, clock);
        Objects = new ObjectStore(disk, ObjectsOf(root));
        Index = ReadIndex(disk, root);
        var replay = new EventReplay();
        _events = new EventFile(disk, EventsOf(root), Index.Flushed, replay.Take);
        bool isShort = _events.Flushed < Index.Flushed;
        foreach (var recent in Index.Recent.Where(recent => recent.Sequence > _events.Last && !isShort)) Add(recent, replay);
        string? difference = isShort
            ? $"events.jsonl can be read up to event {_events.Flushed} of {Index.Flushed}"
            : replay.Difference(Index.Skills);
        if (difference is not null) _stop = $"index and events of {root} disagree: {difference}; {Remedy(root)}";
        else foreach (var (name, _) in replay.Skills.Where(skill => SkillStages.IsInMemory(skill.Value.Last)).ToList())
            Add(new(_events.Last + 1, clock.GetUtcNow(), name, SkillStages.Word(SkillStage.Verified), "registry", "its process ended"),
                replay);
    }

    public RegistryIndex Index { get; private set; }

    public ObjectStore Objects { get; }

    public IReadOnlyList<RegistryEvent> Events =>
        Stored<IReadOnlyList<RegistryEvent>>("the events cannot be read", () => [.. _events.All()]);

    public static string IndexOf(string root) => Path.Combine(root, "index.json");

    public static string EventsOf(string root) => Path.Combine(root, "events.jsonl");

    public static string ObjectsOf(string root) => Path.Combine(root, "objects");

    /// <summary>Opens a registry, or makes an empty one where there is none.</summary>
    public static RegistryStore Open(IDisk disk, string root, TimeSpan wait, TimeProvider clock) =>
        Stored("the registry cannot be opened", () =>
    {
        disk.MakeFolders(root);
        var held = RegistryLock.Take(disk, root, wait, clock);
        try
        {
            disk.FlushFolder(root);   // so that its names survive a power failure
            if (disk.IdentityOf(IndexOf(root)) is null) Create(disk, root);
            return new RegistryStore(disk, root, held, clock);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    });

    /// <exception cref="SkillException">Nothing may be changed: index and events disagree, or the last change is unsettled.</exception>
    public void RequireChangeable()
    {
        if (_stop is { } stop) throw new SkillException(SkillFault.Damaged, stop);
    }

    /// <summary>
    /// Replaces the index and records the changes. Where only comings and goings in memory changed, nothing but the events is written.
    /// </summary>
    public void Commit(RegistryIndex changed, bool isDurable, IReadOnlyList<RegistryChange> changes, string actor, string reason)
    {
        if (isDurable) _events.Append([], flush: true);   // so that the index need not carry events that wait from earlier
        long sequence = _events.Last;
        var now = _clock.GetUtcNow();
        ImmutableArray<RegistryEvent> added =
            [.. changes.Select(change =>
            new RegistryEvent(++sequence, now, change.Name.ToString(), change.Word, actor, reason) { Files = change.Files })];
        var next = changed with { Sequence = sequence, Flushed = _events.Flushed, Recent = [.. _events.Waiting, .. added] };
        if (isDurable) Write(next);
        Index = next;
        // The change has happened. Events that cannot be written now stand in the index and are written with the next ones.
        _events.Append(added, isDurable);
    }

    /// <summary>Removes unfinished files of interrupted writes beside the index.</summary>
    public void RemoveLeftovers()
    {
        foreach (string name in _disk.NamesIn(_root).Where(name => name.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal)))
            _disk.Delete(Path.Combine(_root, name));
    }

    public void Dispose()
    {
        _events.Dispose();
        _lock.Dispose();
    }

    public static string Remedy(string root) => $"nothing is changed until it is rebuilt: teleo skill registry repair --registry {root}";

    /// <summary>Runs a body and reports a fault of the disk as a fault of the registry.</summary>
    public static T Stored<T>(string what, Func<T> body)
    {
        try
        {
            return body();
        }
        catch (Exception error) when (DiskFiles.IsFault(error))
        {
            throw new SkillException(SkillFault.StorageFailed, $"{what}: {error.Message}", error);
        }
    }

    /// <summary>Runs a body before whose end nothing counts as changed.</summary>
    public static void Prepare(Action body) => Stored("nothing was changed", () =>
    {
        body();
        return true;
    });

    private static void Create(IDisk disk, string root)
    {
        if (disk.IdentityOf(EventsOf(root)) is not null
            || (disk.IdentityOf(ObjectsOf(root)) is not null && disk.NamesIn(ObjectsOf(root)).Count > 0))
            throw new SkillException(SkillFault.Damaged, $"{IndexOf(root)} is missing, but events or objects are there; {Remedy(root)}");
        // Before the index, so that it never stands without them; both names may have been made by an earlier attempt whose flush failed.
        disk.MakeFolder(ObjectsOf(root));
        disk.FlushFolder(root);
        disk.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(root))!);
        AtomicFile.Write(IndexOf(root), stream => stream.Write(RegistryIndex.Empty.ToBytes()), disk);
    }

    private static RegistryIndex ReadIndex(IDisk disk, string root) => RegistryIndex.Read(disk.ReadAll(IndexOf(root)), out string problem)
        ?? throw new SkillException(SkillFault.Damaged, $"{IndexOf(root)} cannot be read: {problem}; {Remedy(root)}");

    private void Add(RegistryEvent entry, EventReplay replay)
    {
        _events.Wait(entry);
        replay.Take(entry);
    }

    private void Write(RegistryIndex next)
    {
        try
        {
            AtomicFile.Write(IndexOf(_root), stream => stream.Write((next with { Skills = Durable(next.Skills) }).ToBytes()), _disk);
        }
        catch (UnsettledWriteException unsettled)
        {
            _stop = $"the last change of {_root} is unsettled: {unsettled.Message}; open the registry again";
            throw new SkillException(SkillFault.StorageFailed, _stop, unsettled);
        }
        catch (Exception error) when (DiskFiles.IsFault(error))
        {
            throw new SkillException(SkillFault.StorageFailed, $"nothing was changed: {error.Message}", error);
        }
    }

    /// <summary>The part of the skills that outlives this process: being in memory does not.</summary>
    public static ImmutableSortedDictionary<string, InstalledSkill> Durable(ImmutableSortedDictionary<string, InstalledSkill> skills) =>
        skills.SetItems(skills.Where(entry => SkillStages.IsInMemory(entry.Value.Stage))
            .Select(entry => KeyValuePair.Create(entry.Key, Durable(entry.Value))));

    /// <summary>A skill in memory is verified; coming and going writes nothing to the disk but the event.</summary>
    public static InstalledSkill Durable(InstalledSkill skill) =>
        skill.Stage == SkillStage.Verified || SkillStages.IsInMemory(skill.Stage)
            ? skill with { Stage = SkillStage.Verified, Reason = ArtifactCheck.Holds }
            : skill;
}

/// <summary>One skill's change before it becomes an event.</summary>
/// <param name="Word">The stage reached, or a word for an end without one.</param>
/// <param name="Files">Where it was installed: its files, so that the index can be rebuilt from the events.</param>
internal readonly record struct RegistryChange(SkillName Name, string Word, InstalledFiles? Files = null);
