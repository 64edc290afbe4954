using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Teleo.Engine.Formats;
using Teleo.Engine.Loading;
using Teleo.Engine.Storage;

namespace Teleo.Engine.Skills;

/// <summary>
/// The shelf: installed skills, their artifacts by content, and where each stands. Every change is one replacement of the
/// index after all it names is on the disk, so a kill at any instruction leaves the state before or after, never between. Being in memory
/// is not written to the index: what was resident when its process ended is verified again by construction.
/// </summary>
public sealed class SkillRegistry : IDisposable
{
    private const string Holds = "hash and structure hold";

    private readonly string _root;
    private readonly RegistryOptions _options;
    private readonly TimeProvider _clock;
    private readonly ObjectStore _objects;
    private readonly RegistryLock _lock;
    private readonly EventFile _events;
    private readonly Dictionary<string, SkillManifest> _manifests = [];
    private RegistryIndex _index;

    private SkillRegistry(string root, RegistryOptions options, TimeProvider clock, RegistryLock @lock)
    {
        _root = root;
        _options = options;
        _clock = clock;
        _lock = @lock;
        _objects = new ObjectStore(root);
        _events = new EventFile(Path.Combine(root, "events.jsonl"));
        _index = ReadIndex();
    }

    private string IndexPath => Path.Combine(_root, "index.json");

    /// <summary>Everything installed, in order of name.</summary>
    public IReadOnlyDictionary<string, InstalledSkill> Skills => _index.Skills;

    public long UsedBytes => _index.Skills.Values.DistinctBy(skill => skill.ArtifactSha256).Sum(skill => skill.SizeBytes);

    /// <summary>Opens or makes a registry, and brings back as verified what was in memory when its last process ended.</summary>
    public static SkillRegistry Open(string root, RegistryOptions options, TimeProvider clock)
    {
        Directory.CreateDirectory(root);
        var @lock = RegistryLock.Take(root);
        try
        {
            var registry = new SkillRegistry(root, options, clock, @lock);
            registry.Recover();
            return registry;
        }
        catch
        {
            @lock.Dispose();
            throw;
        }
    }

    public SkillManifest ManifestOf(SkillName name)
    {
        string hash = Find(name).ManifestSha256;
        if (_manifests.TryGetValue(hash, out var known)) return known;
        byte[] bytes = ReadObject(hash, name);
        if (!ManifestJson.TryRead(bytes, out var manifest, out string problem)) throw new SkillException(SkillFault.Damaged, $"the stored manifest of {name} cannot be read: {problem}");
        return _manifests[hash] = manifest;
    }

    public string ArtifactPath(SkillName name) => _objects.PathOf(Find(name).ArtifactSha256);

    /// <summary>
    /// Brings in the variants of a package: all of them, or those named. What fails signature, size, hash or structure is refused and, where its
    /// name can be trusted, recorded as quarantined so that nobody tries it again unawares.
    /// </summary>
    public ImmutableArray<SkillName> Install(SkillPackage package, IReadOnlyCollection<string>? variants = null)
    {
        var manifest = package.Manifest;
        var verdict = _options.Trust.Judge(manifest, package.Signature, DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime));
        if (verdict is not (SignatureVerdict.Valid or SignatureVerdict.UnsignedAllowed))
            throw new SkillException(SkillFault.SignatureRefused, $"{manifest.Name} by {manifest.Publisher}: the signature is refused: {verdict}");
        foreach (string dependency in manifest.Dependencies.Where(dependency => !_index.Skills.Keys.Any(key => key.StartsWith(dependency + "#", StringComparison.Ordinal))))
            throw new SkillException(SkillFault.MissingDependency, $"{manifest.Name} needs {dependency}, which is not installed");

        var wanted = manifest.Artifacts.Where(artifact => variants is null || variants.Contains(artifact.Variant)).ToList();
        if (wanted.Count == 0) throw new SkillException(SkillFault.NotFound, $"{manifest.Name} has no variant {string.Join(", ", variants!)}; it has {string.Join(", ", manifest.Artifacts.Select(artifact => artifact.Variant))}");
        foreach (var artifact in wanted)
        {
            if (_index.Skills.TryGetValue(manifest.NameOf(artifact).ToString(), out var there) && there.Stage != SkillStage.Quarantined)
                throw new SkillException(SkillFault.AlreadyInstalled, $"{manifest.NameOf(artifact)} is installed already");
        }

        long newBytes = wanted.Where(artifact => !_objects.Has(artifact.Sha256)).Sum(artifact => artifact.SizeBytes);
        if (UsedBytes + newBytes > _options.QuotaBytes) throw new SkillException(SkillFault.QuotaExceeded, $"{manifest.Name} needs {newBytes} bytes; {UsedBytes} of {_options.QuotaBytes} are used");

        byte[] manifestBytes = ManifestJson.CanonicalBytes(manifest);
        string manifestHash = Convert.ToHexStringLower(SHA256.HashData(manifestBytes));
        Stored(() => _objects.Put(manifestHash, stream => stream.Write(manifestBytes)));
        foreach (var artifact in wanted) BringIn(package, artifact, manifestHash);

        var names = wanted.Select(manifest.NameOf).ToImmutableArray();
        Change([.. names.Select(name => (name, new InstalledSkill(manifestHash, wanted.First(a => manifest.NameOf(a) == name).Sha256, wanted.First(a => manifest.NameOf(a) == name).SizeBytes, SkillStage.Installed, "installed")))], "operator", "installed");
        return names;
    }

    /// <summary>Checks hash and structure, once per content: not again while the file is the one that was checked. What fails is quarantined.</summary>
    public void Verify(SkillName name)
    {
        var skill = Find(name);
        if (skill.Stage is SkillStage.Retired or SkillStage.Quarantined) throw Illegal(name, skill.Stage, SkillStage.Verified);
        string path = _objects.PathOf(skill.ArtifactSha256);
        if (skill.Verified is { } stamp && File.Exists(path) && FileStamp.Of(path) == stamp) return;

        string? fault = FaultOf(name, skill, path);
        if (fault is not null)
        {
            Change([(name, skill with { Stage = SkillStage.Quarantined, Reason = fault, Verified = null })], "registry", fault);
            throw new SkillException(SkillFault.HashMismatch, $"{name} is quarantined: {fault}");
        }

        var stage = skill.Stage == SkillStage.Installed ? SkillStage.Verified : skill.Stage;
        Change([(name, skill with { Stage = stage, Reason = Holds, Verified = FileStamp.Of(path) })], "registry", Holds);
    }

    /// <summary>Moves a skill to another stage, if that is legal.</summary>
    public void Move(SkillName name, SkillStage to, string actor, string reason) => Move([(name, to)], actor, reason);

    /// <summary>Moves several skills as one step: all of them, or none. Only <see cref="Verify"/> makes a skill verified that was merely installed.</summary>
    public void Move(IReadOnlyList<(SkillName Name, SkillStage To)> moves, string actor, string reason)
    {
        var changes = new List<(SkillName, InstalledSkill)>(moves.Count);
        foreach (var (name, to) in moves)
        {
            var skill = Find(name);
            bool skipsVerification = skill.Stage == SkillStage.Installed && to == SkillStage.Verified;
            if (skipsVerification || !SkillStages.IsLegal(skill.Stage, to)) throw Illegal(name, skill.Stage, to);
            changes.Add((name, skill with { Stage = to, Reason = reason, Verified = to is SkillStage.Quarantined or SkillStage.Installed ? null : skill.Verified }));
        }

        Change(changes, actor, reason);
    }

    /// <summary>Takes a skill off the shelf. Its artifact stays until it is collected.</summary>
    public void Remove(SkillName name, string actor)
    {
        var skill = Find(name);
        if (SkillStages.IsInMemory(skill.Stage)) throw new SkillException(SkillFault.InUse, $"{name} is {skill.Stage} and cannot be removed");
        string reference = $"{name.Id}@{name.Version}";
        bool isLast = !_index.Skills.Keys.Any(key => key != name.ToString() && key.StartsWith(reference + "#", StringComparison.Ordinal));
        string? needer = isLast ? _index.Skills.Keys.FirstOrDefault(key => SkillName.TryParse(key, out var other) && other != name && ManifestOf(other).Dependencies.Contains(reference)) : null;
        if (needer is not null) throw new SkillException(SkillFault.StillNeeded, $"{name} is needed by {needer}");
        Commit(_index.Skills.Remove(name.ToString()), [(name, "removed")], actor, "removed");
    }

    /// <summary>Removes every stored file that nothing names: artifacts of removed skills and leftovers of interrupted writes.</summary>
    public (int Files, long Bytes) Collect()
    {
        var kept = _index.Skills.Values.SelectMany(skill => new[] { skill.ManifestSha256, skill.ArtifactSha256 }).ToHashSet();
        foreach (string leftover in Directory.EnumerateFiles(_root, "*" + WholeFile.TemporarySuffix)) File.Delete(leftover);
        return _objects.Collect(kept);
    }

    public IEnumerable<RegistryEvent> Events() => _events.Read().Concat(_index.Recent.Where(recent => recent.Sequence > _events.LastSequence));

    public void Dispose()
    {
        _events.Dispose();
        _lock.Dispose();
    }

    private void BringIn(SkillPackage package, SkillArtifact artifact, string manifestHash)
    {
        var name = package.Manifest.NameOf(artifact);
        try
        {
            package.VerifyArtifact(artifact);
            Stored(() => _objects.Put(artifact.Sha256, target =>
            {
                using var source = File.OpenRead(package.PathOf(artifact));
                source.CopyTo(target);
            }));
        }
        catch (SkillException refused) when (refused.Fault is SkillFault.HashMismatch or SkillFault.SizeMismatch or SkillFault.BadPackage)
        {
            Change([(name, new InstalledSkill(manifestHash, artifact.Sha256, 0, SkillStage.Quarantined, refused.Message))], "registry", refused.Message);
            throw;
        }
    }

    private string? FaultOf(SkillName name, InstalledSkill skill, string path)
    {
        if (!File.Exists(path)) return "its artifact is gone";
        string found = SkillPackage.HashOf(path);
        if (found != skill.ArtifactSha256) return $"its artifact was changed: hash {found}, expected {skill.ArtifactSha256}";
        if (ManifestOf(name).Adapter is not null) return null;
        if (!ModelFile.TryOpen(path, out var model, out FormatError error)) return $"its structure does not hold: {error.Fault} at {error.OffsetBytes} {error.Subject}";
        model.Dispose();
        return null;
    }

    private InstalledSkill Find(SkillName name) =>
        _index.Skills.TryGetValue(name.ToString(), out var skill) ? skill : throw new SkillException(SkillFault.NotFound, $"{name} is not installed");

    private void Recover()
    {
        _events.Append(_index.Recent, durable: true);
        _index = _index with { Sequence = Math.Max(_index.Sequence, _events.LastSequence) };
        var now = _clock.GetUtcNow();
        long sequence = _index.Sequence;
        var ended = _events.Read().GroupBy(entry => entry.Skill).Select(group => group.Last())
            .Where(last => Enum.TryParse<SkillStage>(last.Change, ignoreCase: true, out var stage) && SkillStages.IsInMemory(stage))
            .Select(last => new RegistryEvent(++sequence, now, last.Skill, Word(SkillStage.Verified), "registry", "its process ended"))
            .ToImmutableArray();
        _events.Append(ended, durable: true);
        _index = _index with { Sequence = sequence };
    }

    private void Change(IReadOnlyList<(SkillName Name, InstalledSkill Skill)> changes, string actor, string reason)
    {
        var skills = _index.Skills;
        foreach (var (name, skill) in changes) skills = skills.SetItem(name.ToString(), skill);
        Commit(skills, [.. changes.Select(change => (change.Name, Word(change.Skill.Stage)))], actor, reason);
    }

    private void Commit(ImmutableSortedDictionary<string, InstalledSkill> skills, IReadOnlyList<(SkillName Name, string Change)> changes, string actor, string reason)
    {
        long sequence = _index.Sequence;
        var now = _clock.GetUtcNow();
        var recent = changes.Select(change => new RegistryEvent(++sequence, now, change.Name.ToString(), change.Change, actor, reason)).ToImmutableArray();
        var next = _index with { Skills = skills, Sequence = sequence, Recent = recent };
        bool isDurable = changes.Any(change => Durable(_index.Skills, change.Name) != Durable(skills, change.Name));
        if (isDurable) Stored(() => WholeFile.Write(IndexPath, stream => JsonSerializer.Serialize(stream, next with { Skills = Durable(skills) }, RegistryIndex.Json)));
        _index = next;
        Stored(() => _events.Append(recent, isDurable));
    }

    /// <summary>What of a skill outlives this process: being in memory does not.</summary>
    private static InstalledSkill? Durable(ImmutableSortedDictionary<string, InstalledSkill> skills, SkillName name) =>
        skills.TryGetValue(name.ToString(), out var skill) ? Durable(skill) : null;

    private static ImmutableSortedDictionary<string, InstalledSkill> Durable(ImmutableSortedDictionary<string, InstalledSkill> skills) =>
        skills.SetItems(skills.Where(entry => SkillStages.IsInMemory(entry.Value.Stage)).Select(entry => KeyValuePair.Create(entry.Key, Durable(entry.Value))));

    private static InstalledSkill Durable(InstalledSkill skill) =>
        SkillStages.IsInMemory(skill.Stage) ? skill with { Stage = SkillStage.Verified, Reason = Holds } : skill;

    private static string Word(SkillStage stage) => stage.ToString().ToLowerInvariant();

    private RegistryIndex ReadIndex()
    {
        if (!File.Exists(IndexPath)) return RegistryIndex.Empty;
        try
        {
            var index = JsonSerializer.Deserialize<RegistryIndex>(File.ReadAllBytes(IndexPath), RegistryIndex.Json) ?? throw new JsonException("null");
            if (index.Format != RegistryIndex.Empty.Format) throw new JsonException($"format {index.Format}");
            return index with { Skills = index.Skills.WithComparers(StringComparer.Ordinal) };
        }
        catch (JsonException error)
        {
            throw new SkillException(SkillFault.Damaged, $"{IndexPath} cannot be read: {error.Message}", error);
        }
    }

    private byte[] ReadObject(string hash, SkillName name)
    {
        string path = _objects.PathOf(hash);
        byte[] bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != hash) throw new SkillException(SkillFault.Damaged, $"the stored manifest of {name} is gone or was changed");
        return bytes;
    }

    private static SkillException Illegal(SkillName name, SkillStage from, SkillStage to) =>
        new(SkillFault.IllegalTransition, $"{name} is {from} and cannot become {to}");

    private static void Stored(Action write)
    {
        try
        {
            write();
        }
        catch (IOException error)
        {
            throw new SkillException(SkillFault.StorageFailed, $"nothing was changed: {error.Message}", error);
        }
    }
}

/// <summary>The limits of a registry and whom it believes.</summary>
public sealed record RegistryOptions
{
    public TrustStore Trust { get; init; } = TrustStore.Empty;

    public long QuotaBytes { get; init; } = 64L << 30;
}
