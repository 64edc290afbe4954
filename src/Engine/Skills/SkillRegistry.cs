using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Teleo.Engine.Storage;
using Teleo.Engine.Trust;

namespace Teleo.Engine.Skills;

/// <summary>
/// The installed skills, their artifacts by content, and the stage of each. A change is acknowledged when it survives a power failure, and
/// refused otherwise (<c>docs/reference/RELIABILITY.md</c>). Residence in memory is not written to the index, so resident skills are
/// verified again after the end of their process. Threads may share it.
/// </summary>
public sealed class SkillRegistry : IDisposable
{
    private readonly IDisk _disk;
    private readonly RegistryOptions _options;
    private readonly RegistryStore _store;
    private readonly RegistryTrust _trust;
    private readonly ConcurrentDictionary<string, SkillManifest> _manifests = [];
    private readonly Lock _changes = new();

    private SkillRegistry(RegistryStore store, RegistryTrust trust, IDisk disk, RegistryOptions options) =>
        (_store, _trust, _disk, _options) = (store, trust, disk, options);

    /// <summary>The installed skills, in order of name.</summary>
    public IReadOnlyDictionary<string, InstalledSkill> Skills => Entries;

    public long UsedBytes => Entries.Values.DistinctBy(skill => skill.ArtifactSha256).Sum(skill => skill.SizeBytes);

    private ImmutableSortedDictionary<string, InstalledSkill> Entries => _store.Index.Skills;

    /// <summary>Opens or makes a registry; skills that were in memory when its last process ended become verified.</summary>
    public static SkillRegistry Open(string root, RegistryOptions options, TimeProvider clock, IDisk? disk = null)
    {
        disk ??= LocalDisk.Instance;
        var store = RegistryStore.Open(disk, root, options.LockWait, clock);
        try
        {
            return new(store, RegistryTrust.Open(disk, root, store, options, clock), disk, options);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Rebuilds a registry whose index or events are lost or damaged, or disagree.</summary>
    public static RepairReport Repair(string root, RegistryOptions options, TimeProvider clock, IDisk? disk = null) =>
        RegistryRepair.Run(disk ?? LocalDisk.Instance, root, options.LockWait, clock);

    /// <summary>
    /// Makes a newer version of the list of keys that of a registry from now on; it must be signed by the roots of the list in the
    /// options.
    /// </summary>
    public static TrustList AdoptTrust(string root, byte[] list, RegistryOptions options, TimeProvider clock, IDisk? disk = null) =>
        RegistryTrust.Adopt(disk ?? LocalDisk.Instance, root, list, options, clock);

    /// <summary>Makes a list of keys the registry's own: it is in force wherever the options name no other.</summary>
    public static TrustList KeepTrust(string root, byte[] list, RegistryOptions options, TimeProvider clock, IDisk? disk = null) =>
        RegistryTrust.Keep(disk ?? LocalDisk.Instance, root, list, options, clock);

    /// <summary>The list of keys in force.</summary>
    public TrustStore Trust => _trust.Store;

    public SkillManifest ManifestOf(SkillName name)
    {
        string hash = Find(name).ManifestSha256;
        if (_manifests.TryGetValue(hash, out var known)) return known;
        byte[]? bytes =
            RegistryStore.Stored($"the manifest of {name} cannot be read", () => _store.Objects.TryRead(hash, ManifestJson.LargestBytes));
        if (bytes is null)
            throw new SkillException(SkillFault.Damaged,
                $"the stored manifest of {name} is gone or was changed; install its package again");
        if (!ManifestJson.TryRead(bytes, out var manifest, out string problem))
            throw new SkillException(SkillFault.Damaged, $"the stored manifest of {name} cannot be read: {problem}");
        _manifests[hash] = manifest;
        return manifest;
    }

    public string ArtifactPath(SkillName name) => _store.Objects.PathOf(Find(name).ArtifactSha256);

    /// <summary>Returns the installed skill of an adapter's base; null if the skill is no adapter, or the base is not installed.</summary>
    public SkillName? BaseOf(SkillName name)
    {
        if (ManifestOf(name).Adapter is not { } adapter) return null;
        string? key = Entries.FirstOrDefault(entry => entry.Value.ArtifactSha256 == adapter.BaseArtifactSha256).Key;
        return SkillName.TryParse(key ?? "", out var found) ? found : null;
    }

    /// <summary>
    /// Installs the variants of a package: all, or the named ones. A failure of signature, size, hash or structure is refused, and the
    /// refusal is recorded. A skill that is installed and not yet verified may be installed again, which repairs its files; a verified one
    /// is left unchanged, and one in quarantine stays there until an operator restores it.
    /// </summary>
    public ImmutableArray<SkillName> Install(SkillPackage package, IReadOnlyCollection<string>? variants = null)
    {
        lock (_changes)
        {
            _store.RequireChangeable();
            var manifest = package.Manifest;
            byte[] manifestBytes = ManifestJson.CanonicalBytes(manifest);
            string manifestHash = Convert.ToHexStringLower(SHA256.HashData(manifestBytes));
            var wanted = manifest.Artifacts.Where(artifact => variants is null || variants.Contains(artifact.Variant)).ToList();
            if (wanted.Count == 0)
                throw new SkillException(SkillFault.NotFound,
                    $"{manifest.Name} has no variant {string.Join(", ", variants!)}; it has "
                    + $"{string.Join(", ", manifest.Artifacts.Select(artifact => artifact.Variant))}");
            foreach (var artifact in wanted) RequireFree(manifest.NameOf(artifact), manifestHash);
            foreach (string dependency in manifest.Dependencies.Where(dependency => !IsUsable(dependency)))
                throw new SkillException(SkillFault.MissingDependency, $"{manifest.Name} needs {dependency}, which is not installed");
            long newBytes = wanted.Where(artifact => !IsNamed(artifact.Sha256)).Sum(artifact => artifact.SizeBytes);
            if (UsedBytes + newBytes > _options.QuotaBytes)
                throw new SkillException(SkillFault.QuotaExceeded,
                    $"{manifest.Name} needs {newBytes} bytes; {UsedBytes} of {_options.QuotaBytes} are used");

            var entries = wanted.Select(artifact => (
                Name: manifest.NameOf(artifact), Artifact: artifact,
                Skill: new InstalledSkill(manifestHash, artifact.Sha256, artifact.SizeBytes, SkillStage.Installed, "installed")
                {
                    Signature = package.Signature,
                    Publisher = manifest.Publisher,
                })).ToList();
            try
            {
                if (_trust.Problem(manifest, manifestHash, package.Signature) is { } problem)
                    throw new SkillException(SkillFault.SignatureRefused, problem);
                var before = _store.Index.Seen.GetValueOrDefault(manifest.Id);
                _trust.RequireSuccession(manifest, package.Signature, before, () => IsWayBack(manifest));
                Put(manifestHash, () => new MemoryStream(manifestBytes), SkillPackage.ManifestFile);
                foreach (var entry in entries) Put(entry.Artifact.Sha256, () => package.OpenArtifact(entry.Artifact), entry.Artifact.File);
            }
            catch (SkillException refused) when (refused.Fault is SkillFault.HashMismatch or SkillFault.SizeMismatch
                or SkillFault.BadPackage or SkillFault.SignatureRefused or SkillFault.OlderVersion or SkillFault.OtherPublisher)
            {
                _store.Commit(_store.Index, isDurable: false,
                    [.. entries.Select(entry => new RegistryChange(entry.Name, RegistryEvent.Refused))], "registry", refused.Message);
                throw;
            }

            var seen = SeenSkill.After(_store.Index.Seen.GetValueOrDefault(manifest.Id), manifest.Publisher, manifest.Version,
                package.Signature?.KeyId);
            Change([.. entries.Select(entry => (entry.Name, entry.Skill))], "operator", "installed",
                _store.Index with { Seen = _store.Index.Seen.SetItem(manifest.Id, seen) });
            return [.. entries.Select(entry => entry.Name)];
        }
    }

    /// <summary>
    /// Checks hash and structure, once per content: not again while the file is unchanged. The signer must be trusted today, at each call;
    /// otherwise the skill is refused, and checked again the next time. A failure of hash or structure quarantines it.
    /// </summary>
    public void Verify(SkillName name)
    {
        lock (_changes)
        {
            _store.RequireChangeable();
            var skill = Find(name);
            if (skill.Stage is SkillStage.Retired or SkillStage.Quarantined) throw Illegal(name, skill.Stage, SkillStage.Verified);
            if (_trust.Problem(ManifestOf(name), skill.ManifestSha256, skill.Signature) is { } problem)
                throw new SkillException(SkillFault.SignatureRefused, problem);
            string path = _store.Objects.PathOf(skill.ArtifactSha256);
            if (skill.Verified is { } look && RegistryStore.Stored($"{name} cannot be verified now", () => _disk.IdentityOf(path)) == look)
                return;

            var verdict = RegistryStore.Stored($"{name} cannot be verified now", () => Check(name, skill, path));
            if (verdict.Fault is { } fault)
            {
                Change([(name, skill with { Stage = SkillStage.Quarantined, Reason = verdict.Reason, Verified = null })], "registry",
                    verdict.Reason);
                throw new SkillException(fault, $"{name} is quarantined: {verdict.Reason}");
            }

            var stage = skill.Stage == SkillStage.Installed ? SkillStage.Verified : skill.Stage;
            Change([(name, skill with { Stage = stage, Reason = verdict.Reason, Verified = verdict.Look })], "registry", verdict.Reason);
        }
    }

    /// <summary>Moves a skill to another stage, if that is legal.</summary>
    public void Move(SkillName name, SkillStage to, string actor, string reason) => Move([(name, to)], actor, reason);

    /// <summary>
    /// Moves several skills as one step: all of them, or none. Only <see cref="Verify"/> makes a skill verified that was merely installed.
    /// </summary>
    public void Move(IReadOnlyList<(SkillName Name, SkillStage To)> moves, string actor, string reason)
    {
        lock (_changes)
        {
            _store.RequireChangeable();
            var changes = new List<(SkillName, InstalledSkill)>(moves.Count);
            foreach (var (name, to) in moves)
            {
                var skill = Find(name);
                bool skipsVerification = skill.Stage == SkillStage.Installed && to == SkillStage.Verified;
                if (skipsVerification || !SkillStages.IsLegal(skill.Stage, to)) throw Illegal(name, skill.Stage, to);
                changes.Add((name, skill with
                {
                    Stage = to,
                    Reason = reason,
                    Verified = to is SkillStage.Quarantined or SkillStage.Installed ? null : skill.Verified,
                }));
            }

            Change(changes, actor, reason);
        }
    }

    /// <summary>Removes a skill. Its artifact stays until it is collected.</summary>
    public void Remove(SkillName name, string actor)
    {
        lock (_changes)
        {
            _store.RequireChangeable();
            var skill = Find(name);
            if (SkillStages.IsInMemory(skill.Stage))
                throw new SkillException(SkillFault.InUse, $"{name} is {skill.Stage} and cannot be removed");
            string reference = $"{name.Id}@{name.Version}";
            bool isLast = !Entries.Keys.Any(key => key != name.ToString() && key.StartsWith(reference + "#", StringComparison.Ordinal));
            string? needer = isLast ? Entries.Keys.FirstOrDefault(key => SkillName.TryParse(key, out var other) && other != name
                && ManifestOf(other).Dependencies.Contains(reference)) : null;
            if (needer is not null) throw new SkillException(SkillFault.StillNeeded, $"{name} is needed by {needer}");
            _store.Commit(_store.Index with { Skills = Entries.Remove(name.ToString()) }, isDurable: true,
                [new(name, RegistryEvent.Removed)], actor, "removed");
        }
    }

    /// <summary>
    /// Removes every stored file that nothing names: artifacts of removed skills and leftovers of interrupted writes. Refused where index
    /// and events disagree.
    /// </summary>
    /// <param name="inUse">Artifacts that are in memory still, though their skills may have been retired and removed.</param>
    public (int Files, long Bytes) Collect(IReadOnlySet<string>? inUse = null)
    {
        lock (_changes)
        {
            _store.RequireChangeable();
            var kept = Entries.Values.SelectMany(skill => new[] { skill.ManifestSha256, skill.ArtifactSha256 })
                .Concat(inUse?.Select(path => Path.GetFileName(path)) ?? [])
                .Concat(_store.Index.Own is { } own ? [own.Sha256] : []).ToHashSet();
            return RegistryStore.Stored("not all leftovers were removed", () =>
            {
                _store.RemoveLeftovers();
                return _store.Objects.Collect(kept);
            });
        }
    }

    public IReadOnlyList<RegistryEvent> Events() => _store.Events;

    public void Dispose() => _store.Dispose();

    private void RequireFree(SkillName name, string manifestHash)
    {
        if (!Entries.TryGetValue(name.ToString(), out var there)) return;
        if (there.Stage == SkillStage.Quarantined)
            throw new SkillException(SkillFault.Quarantined,
                $"{name} is quarantined: {there.Reason}; to let it in again: teleo skill restore {name}, then install");
        if (there.Stage != SkillStage.Installed || there.ManifestSha256 != manifestHash)
            throw new SkillException(SkillFault.AlreadyInstalled, $"{name} is installed already");
    }

    private void Put(string sha256, Func<Stream> open, string file)
    {
        using var content = open();
        try
        {
            RegistryStore.Prepare(() => _store.Objects.Put(sha256, content, IsNamed(sha256)));
        }
        catch (SkillException refused) when (refused.Fault == SkillFault.HashMismatch)
        {
            throw new SkillException(refused.Fault, $"{file}: {refused.Message}", refused);
        }
    }

    private bool IsNamed(string sha256) => Entries.Values.Any(skill => skill.ArtifactSha256 == sha256 || skill.ManifestSha256 == sha256);

    /// <summary>True where an installed version of the skill names this one as the version to go back to.</summary>
    private bool IsWayBack(SkillManifest manifest) =>
        Entries.Keys.Any(key => SkillName.TryParse(key, out var name) && name.Id == manifest.Id
            && ManifestOf(name).RollbackTo == manifest.Name);

    private ArtifactVerdict Check(SkillName name, InstalledSkill skill, string path)
    {
        var manifest = ManifestOf(name);
        if (manifest.Adapter is null) return ArtifactCheck.Model(_disk, path, skill.ArtifactSha256);
        return BaseOf(name) is { } under
            ? ArtifactCheck.Adapter(_disk, path, skill.ArtifactSha256, manifest, ManifestOf(under), ArtifactPath(under))
            : ArtifactCheck.Adapter(_disk, path, skill.ArtifactSha256, manifest, null, null);
    }

    /// <summary>True where any variant of <c>id@version</c> is there to build on.</summary>
    private bool IsUsable(string reference) =>
        Entries.Any(entry => entry.Key.StartsWith(reference + "#", StringComparison.Ordinal)
            && entry.Value.Stage is not (SkillStage.Quarantined or SkillStage.Retired));

    private InstalledSkill Find(SkillName name) =>
        Entries.TryGetValue(name.ToString(), out var skill)
            ? skill
            : throw new SkillException(SkillFault.NotFound, $"{name} is not installed");

    private void Change(IReadOnlyList<(SkillName Name, InstalledSkill Skill)> changes, string actor, string reason,
        RegistryIndex? from = null)
    {
        var skills = Entries.SetItems(changes.Select(change => KeyValuePair.Create(change.Name.ToString(), change.Skill)));
        bool isDurable = changes.Any(change => !Entries.TryGetValue(change.Name.ToString(), out var before)
            || RegistryStore.Durable(before) != RegistryStore.Durable(change.Skill));
        var next = (from ?? _store.Index) with { Skills = skills, Lists = _trust.Recorded(_store.Index.Lists) };
        _store.Commit(next, isDurable,
            [.. changes.Select(change =>
            new RegistryChange(change.Name, SkillStages.Word(change.Skill.Stage), change.Skill.Stage == SkillStage.Installed
            ? InstalledFiles.Of(change.Skill)
            : null))], actor, reason);
    }

    private static SkillException Illegal(SkillName name, SkillStage from, SkillStage to) =>
        new(SkillFault.IllegalTransition, $"{name} is {from} and cannot become {to}");
}

/// <summary>The limits and trusted keys of a registry.</summary>
public sealed record RegistryOptions
{
    /// <summary>
    /// The list of trusted keys, unless the registry has adopted a newer version, and the rule for packages without a signature.
    /// </summary>
    public TrustStore Trust { get; init; } = TrustStore.Default;

    /// <summary>Lets in a version older than one that was here before.</summary>
    public bool AllowsOlder { get; init; }

    public long QuotaBytes { get; init; } = 64L << 30;

    /// <summary>The longest wait for another process that has the registry.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(10);
}
