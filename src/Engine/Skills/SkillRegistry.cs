using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Teleo.Engine.Storage;

namespace Teleo.Engine.Skills;

/// <summary>
/// The shelf: installed skills, their artifacts by content, and where each stands. Every change is one replacement of the
/// index after all it names is on the disk, so a kill at any instruction leaves the state before or after, never between. Being in memory
/// is not written to the index: what was resident when its process ended is verified again by construction. Threads may share it.
/// </summary>
public sealed class SkillRegistry : IDisposable
{
    private readonly string _root;
    private readonly RegistryOptions _options;
    private readonly TimeProvider _clock;
    private readonly ObjectStore _objects;
    private readonly RegistryLock _lock;
    private readonly EventFile _events;
    private readonly ConcurrentDictionary<string, SkillManifest> _manifests = [];
    private readonly Lock _changes = new();
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
        _manifests[hash] = manifest;
        return manifest;
    }

    public string ArtifactPath(SkillName name) => _objects.PathOf(Find(name).ArtifactSha256);

    /// <summary>The installed skill that carries what an adapter is laid over; null for a skill that is no adapter, or where none is installed.</summary>
    public SkillName? BaseOf(SkillName name)
    {
        if (ManifestOf(name).Adapter is not { } adapter) return null;
        foreach (var (key, skill) in _index.Skills)
            if (skill.ArtifactSha256 == adapter.BaseArtifactSha256 && SkillName.TryParse(key, out var found)) return found;
        return null;
    }

    /// <summary>
    /// Brings in the variants of a package: all of them, or those named. What fails signature, size, hash or structure is refused and recorded as
    /// quarantined, so that nobody tries it again unawares; a skill of that name that is installed is left alone.
    /// </summary>
    public ImmutableArray<SkillName> Install(SkillPackage package, IReadOnlyCollection<string>? variants = null)
    {
        lock (_changes)
        {
            var manifest = package.Manifest;
            var wanted = manifest.Artifacts.Where(artifact => variants is null || variants.Contains(artifact.Variant)).ToList();
            if (wanted.Count == 0) throw new SkillException(SkillFault.NotFound, $"{manifest.Name} has no variant {string.Join(", ", variants!)}; it has {string.Join(", ", manifest.Artifacts.Select(artifact => artifact.Variant))}");
            foreach (var artifact in wanted)
            {
                if (_index.Skills.TryGetValue(manifest.NameOf(artifact).ToString(), out var there) && there.Stage != SkillStage.Quarantined)
                    throw new SkillException(SkillFault.AlreadyInstalled, $"{manifest.NameOf(artifact)} is installed already");
            }

            foreach (string dependency in manifest.Dependencies.Where(dependency => !IsUsable(dependency)))
                throw new SkillException(SkillFault.MissingDependency, $"{manifest.Name} needs {dependency}, which is not installed");
            long newBytes = wanted.Where(artifact => !_objects.Has(artifact.Sha256)).Sum(artifact => artifact.SizeBytes);
            if (UsedBytes + newBytes > _options.QuotaBytes) throw new SkillException(SkillFault.QuotaExceeded, $"{manifest.Name} needs {newBytes} bytes; {UsedBytes} of {_options.QuotaBytes} are used");

            byte[] manifestBytes = ManifestJson.CanonicalBytes(manifest);
            string manifestHash = Convert.ToHexStringLower(SHA256.HashData(manifestBytes));
            Stored(() => _objects.Put(manifestHash, new MemoryStream(manifestBytes)));
            var entries = wanted.Select(artifact => (
                Name: manifest.NameOf(artifact), Artifact: artifact,
                Skill: new InstalledSkill(manifestHash, artifact.Sha256, artifact.SizeBytes, SkillStage.Installed, "installed") { Signature = package.Signature })).ToList();
            try
            {
                if (SignatureProblem(manifest, package.Signature) is { } problem) throw new SkillException(SkillFault.SignatureRefused, problem);
                foreach (var entry in entries) BringIn(package, entry.Artifact);
            }
            catch (SkillException refused) when (refused.Fault is SkillFault.HashMismatch or SkillFault.SizeMismatch or SkillFault.BadPackage or SkillFault.SignatureRefused)
            {
                Change([.. entries.Select(entry => (entry.Name, entry.Skill with { Stage = SkillStage.Quarantined, SizeBytes = 0, Reason = refused.Message }))], "registry", refused.Message);
                throw;
            }

            Change([.. entries.Select(entry => (entry.Name, entry.Skill))], "operator", "installed");
            return [.. entries.Select(entry => entry.Name)];
        }
    }

    /// <summary>
    /// Checks hash and structure, once per content: not again while the file is the one that was checked. Where signatures are required, whoever signed
    /// must be believed today. What fails is quarantined.
    /// </summary>
    public void Verify(SkillName name)
    {
        lock (_changes)
        {
            var skill = Find(name);
            if (skill.Stage is SkillStage.Retired or SkillStage.Quarantined) throw Illegal(name, skill.Stage, SkillStage.Verified);
            if (_options.Trust.Policy == SignaturePolicy.RequireSigned && SignatureProblem(ManifestOf(name), skill.Signature) is { } problem) throw Quarantine(name, skill, SkillFault.SignatureRefused, problem);
            string path = _objects.PathOf(skill.ArtifactSha256);
            if (skill.Verified is { } look && FileLook.At(path) == look) return;

            var verdict = Check(name, skill, path);
            if (verdict.Fault is { } fault) throw Quarantine(name, skill, fault, verdict.Reason);
            var stage = skill.Stage == SkillStage.Installed ? SkillStage.Verified : skill.Stage;
            Change([(name, skill with { Stage = stage, Reason = verdict.Reason, Verified = verdict.Look })], "registry", verdict.Reason);
        }
    }

    /// <summary>Moves a skill to another stage, if that is legal.</summary>
    public void Move(SkillName name, SkillStage to, string actor, string reason) => Move([(name, to)], actor, reason);

    /// <summary>Moves several skills as one step: all of them, or none. Only <see cref="Verify"/> makes a skill verified that was merely installed.</summary>
    public void Move(IReadOnlyList<(SkillName Name, SkillStage To)> moves, string actor, string reason)
    {
        lock (_changes)
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
    }

    /// <summary>Takes a skill off the shelf. Its artifact stays until it is collected.</summary>
    public void Remove(SkillName name, string actor)
    {
        lock (_changes)
        {
            var skill = Find(name);
            if (SkillStages.IsInMemory(skill.Stage)) throw new SkillException(SkillFault.InUse, $"{name} is {skill.Stage} and cannot be removed");
            string reference = $"{name.Id}@{name.Version}";
            bool isLast = !_index.Skills.Keys.Any(key => key != name.ToString() && key.StartsWith(reference + "#", StringComparison.Ordinal));
            string? needer = isLast ? _index.Skills.Keys.FirstOrDefault(key => SkillName.TryParse(key, out var other) && other != name && ManifestOf(other).Dependencies.Contains(reference)) : null;
            if (needer is not null) throw new SkillException(SkillFault.StillNeeded, $"{name} is needed by {needer}");
            Commit(_index.Skills.Remove(name.ToString()), [(name, "removed")], actor, "removed");
        }
    }

    /// <summary>Removes every stored file that nothing names: artifacts of removed skills and leftovers of interrupted writes.</summary>
    /// <param name="inUse">Artifacts that are in memory still, though their skills may have been retired and removed.</param>
    public (int Files, long Bytes) Collect(IReadOnlySet<string>? inUse = null)
    {
        lock (_changes)
        {
            var kept = _index.Skills.Values.SelectMany(skill => new[] { skill.ManifestSha256, skill.ArtifactSha256 })
                .Concat(inUse?.Select(path => Path.GetFileName(path)) ?? []).ToHashSet();
            foreach (string leftover in Directory.EnumerateFiles(_root, "*" + WholeFile.TemporarySuffix)) File.Delete(leftover);
            return _objects.Collect(kept);
        }
    }

    public IEnumerable<RegistryEvent> Events() => _events.Read().Concat(_index.Recent.Where(recent => recent.Sequence > _events.LastSequence));

    public void Dispose()
    {
        _events.Dispose();
        _lock.Dispose();
    }

    private void BringIn(SkillPackage package, SkillArtifact artifact)
    {
        using var content = package.OpenArtifact(artifact);
        try
        {
            Stored(() => _objects.Put(artifact.Sha256, content));
        }
        catch (SkillException refused) when (refused.Fault == SkillFault.HashMismatch)
        {
            throw new SkillException(refused.Fault, $"{artifact.File}: {refused.Message}", refused);
        }
    }

    private string? SignatureProblem(SkillManifest manifest, SkillSignature? signature)
    {
        var verdict = _options.Trust.Judge(manifest, signature, DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime));
        return verdict is SignatureVerdict.Valid or SignatureVerdict.UnsignedAllowed ? null : $"{manifest.Name} by {manifest.Publisher}: the signature is refused: {verdict}";
    }

    private ArtifactVerdict Check(SkillName name, InstalledSkill skill, string path)
    {
        var manifest = ManifestOf(name);
        if (manifest.Adapter is null) return ArtifactCheck.Model(path, skill.ArtifactSha256);
        return BaseOf(name) is { } under
            ? ArtifactCheck.Adapter(path, skill.ArtifactSha256, manifest, ManifestOf(under), ArtifactPath(under))
            : ArtifactCheck.Adapter(path, skill.ArtifactSha256, manifest, null, null);
    }

    private SkillException Quarantine(SkillName name, InstalledSkill skill, SkillFault fault, string reason)
    {
        Change([(name, skill with { Stage = SkillStage.Quarantined, Reason = reason, Verified = null })], "registry", reason);
        return new SkillException(fault, $"{name} is quarantined: {reason}");
    }

    /// <summary>Whether any variant of <c>id@version</c> is there to build on.</summary>
    private bool IsUsable(string reference) =>
        _index.Skills.Any(entry => entry.Key.StartsWith(reference + "#", StringComparison.Ordinal) && entry.Value.Stage is not (SkillStage.Quarantined or SkillStage.Retired));

    private InstalledSkill Find(SkillName name) =>
        _index.Skills.TryGetValue(name.ToString(), out var skill) ? skill : throw new SkillException(SkillFault.NotFound, $"{name} is not installed");

    private void Recover()
    {
        _events.TryAppend(_index.Recent, durable: true);
        var untold = _index.Recent.Where(recent => recent.Sequence > _events.LastSequence).ToImmutableArray();
        long sequence = Math.Max(_index.Sequence, _events.LastSequence);
        var now = _clock.GetUtcNow();
        var ended = _events.Read().GroupBy(entry => entry.Skill).Select(group => group.Last())
            .Where(last => Enum.TryParse<SkillStage>(last.Change, ignoreCase: true, out var stage) && SkillStages.IsInMemory(stage))
            .Select(last => new RegistryEvent(++sequence, now, last.Skill, Word(SkillStage.Verified), "registry", "its process ended"))
            .ToImmutableArray();
        _index = _index with { Sequence = sequence, Recent = [.. untold, .. ended] };
        _events.TryAppend(_index.Recent, durable: true);
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
        var untold = _index.Recent.Where(recent => recent.Sequence > _events.LastSequence);
        ImmutableArray<RegistryEvent> recent = [.. untold, .. changes.Select(change => new RegistryEvent(++sequence, now, change.Name.ToString(), change.Change, actor, reason))];
        var next = _index with { Skills = skills, Sequence = sequence, Recent = recent };
        bool isDurable = changes.Any(change => Durable(_index.Skills, change.Name) != Durable(skills, change.Name));
        if (isDurable) Stored(() => WholeFile.Write(IndexPath, stream => JsonSerializer.Serialize(stream, next with { Skills = Durable(skills) }, RegistryIndex.Json)));
        _index = next;
        // The change has happened. Events that cannot be written now stand in the index, and are written with the next ones.
        _events.TryAppend(recent, isDurable);
    }

    /// <summary>What of a skill outlives this process: being in memory does not.</summary>
    private static InstalledSkill? Durable(ImmutableSortedDictionary<string, InstalledSkill> skills, SkillName name) =>
        skills.TryGetValue(name.ToString(), out var skill) ? Durable(skill) : null;

    private static ImmutableSortedDictionary<string, InstalledSkill> Durable(ImmutableSortedDictionary<string, InstalledSkill> skills) =>
        skills.SetItems(skills.Where(entry => IsVerified(entry.Value)).Select(entry => KeyValuePair.Create(entry.Key, Durable(entry.Value))));

    private static InstalledSkill Durable(InstalledSkill skill) =>
        IsVerified(skill) ? skill with { Stage = SkillStage.Verified, Reason = ArtifactCheck.Holds } : skill;

    // Verified, and perhaps in memory: coming and going writes nothing to the disk but the event.
    private static bool IsVerified(InstalledSkill skill) => skill.Stage == SkillStage.Verified || SkillStages.IsInMemory(skill.Stage);

    private static string Word(SkillStage stage) => stage.ToString().ToLowerInvariant();

    private RegistryIndex ReadIndex()
    {
        if (!File.Exists(IndexPath)) return RegistryIndex.Empty;
        try
        {
            var index = JsonSerializer.Deserialize<RegistryIndex>(File.ReadAllBytes(IndexPath), RegistryIndex.Json) ?? throw new JsonException("null");
            if (index.Problem() is { } problem) throw new JsonException(problem);
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
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
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
