using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Engine.Trust;

namespace Teleo.Engine.Skills;

/// <summary>
/// The trust of one registry. The list of keys in use is the one that a command names, the registry's own, the program's, or an adopted
/// newer version. It also remembers earlier versions, publishers and signers, so that an older or unsigned package cannot replace a newer
/// or signed one.
/// </summary>
internal sealed class RegistryTrust
{
    private const int LargestListBytes = 1 << 18;
    private readonly RegistryOptions _options;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<(string Manifest, DetachedSignature? Signature), (DateOnly Day, string? Problem)> _judged = [];

    private RegistryTrust(TrustStore store, RegistryOptions options, TimeProvider clock) =>
        (Store, _options, _clock) = (store, options, clock);

    public TrustStore Store { get; }

    private DateOnly Today => DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);

    public static RegistryTrust Open(IDisk disk, string root, RegistryStore store, RegistryOptions options, TimeProvider clock)
    {
        var trust = Named(store, options);
        var (list, seen) = (trust.List, store.Index.Lists);
        if (Adopted(disk, root, list) is { } adopted && adopted.Version > list.Version) list = adopted;
        if (seen.GetValueOrDefault(list.Id) is var newest && newest > list.Version)
            throw new SkillException(SkillFault.TrustRefused,
                $"version {list.Version} of the list of keys '{SafeText.Name(list.Id)}' is older than version {newest}, which "
                    + "was used with "
                + "this registry; use that one or a newer one (teleo trust update)");
        return new(trust with { List = list }, options, clock);
    }

    /// <summary>Makes a list of keys the registry's own: it is in force wherever no other is named.</summary>
    /// <exception cref="SkillException">The list is no list, expired, or older than one of its id that was used here.</exception>
    public static TrustList Keep(IDisk disk, string root, byte[] utf8, RegistryOptions options, TimeProvider clock)
    {
        var list = Usable(utf8, clock).Signed;
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(utf8));
        using var store = RegistryStore.Open(disk, root, options.LockWait, clock);
        store.RequireChangeable();
        if (store.Index.Lists.GetValueOrDefault(list.Id) is var newest && newest > list.Version)
            throw Refused($"version {list.Version} of the list of keys is older than version {newest}, which was used before; give that "
                + "one or a newer one");
        RegistryStore.Prepare(() => store.Objects.Put(sha256, new MemoryStream(utf8), isNamed: store.Index.Own?.Sha256 == sha256));
        store.Commit(store.Index with { Own = new(list.Id, sha256), Lists = store.Index.Lists.SetItem(list.Id, list.Version) },
            isDurable: true, [], "operator", "a list of keys of its own");
        return list;
    }

    /// <summary>Makes a newer version of the list in force that of a registry from now on.</summary>
    /// <exception cref="SkillException">The list is no list, of another id, not newer, expired, or not signed by the roots.</exception>
    public static TrustList Adopt(IDisk disk, string root, byte[] utf8, RegistryOptions options, TimeProvider clock)
    {
        var signed = Usable(utf8, clock);
        using var store = RegistryStore.Open(disk, root, options.LockWait, clock);
        store.RequireChangeable();
        var (list, current) = (signed.Signed, Named(store, options).List);
        if (list.Id != current.Id)
            throw Refused($"the list of keys is '{SafeText.Name(list.Id)}', the one in force is '{SafeText.Name(current.Id)}'");
        if (!signed.IsSignedBy(current.Roots))
            throw Refused($"the list of keys is not signed by {current.Roots.Threshold} of the {current.Roots.Keys.Length} root keys of "
                + $"'{SafeText.Name(current.Id)}'");
        int newest = Math.Max(store.Index.Lists.GetValueOrDefault(list.Id), current.Version);
        // The same version again mends a file that was lost or spoiled.
        if (list.Version < newest || list.Version == current.Version)
            throw Refused($"version {list.Version} of the list of keys is not newer than version {newest}, which was used before");
        RegistryStore.Prepare(() => AtomicFile.Write(PathIn(root), stream => stream.Write(utf8), disk));
        store.Commit(store.Index with { Lists = store.Index.Lists.SetItem(list.Id, list.Version) }, isDurable: true, [], "operator",
            "a newer list of keys");
        return list;
    }

    /// <summary>Returns the reason why a package is not trusted today; null if it is.</summary>
    public string? Problem(SkillManifest manifest, string manifestSha256, DetachedSignature? signature)
    {
        var today = Today;
        if (_judged.TryGetValue((manifestSha256, signature), out var known) && known.Day == today) return known.Problem;
        var package = new PublishedPackage(manifest.Publisher, manifest.Name, ManifestJson.CanonicalBytes(manifest));
        var verdict = Store.Judge(package, signature, today);
        string? problem = verdict is SignatureVerdict.Valid or SignatureVerdict.UnsignedAllowed
            ? null
            : $"{manifest.Name} by '{SafeText.Name(manifest.Publisher)}' is not believed ({verdict}): "
                + $"{Store.Explain(verdict, package, signature, today)}";
        _judged[(manifestSha256, signature)] = (today, problem);
        return problem;
    }

    /// <summary>Refuses what would take the place of something that was newer, or signed, or another publisher's.</summary>
    /// <param name="isWayBack">Says that a skill that is here names this version as the one to go back to.</param>
    public void RequireSuccession(SkillManifest manifest, DetachedSignature? signature, SeenSkill? seen, Func<bool> isWayBack)
    {
        if (seen is null || (seen.KeyId is { } key && Store.IsRevoked(key))) return;
        if (seen.KeyId is not null && seen.Publisher != manifest.Publisher)
            throw new SkillException(SkillFault.OtherPublisher,
                $"{manifest.Id} was here before, signed by '{SafeText.Name(seen.Publisher)}'; a skill of "
                    + $"'{SafeText.Name(manifest.Publisher)}' "
                + "needs another id");
        if (seen.KeyId is not null && signature is null)
            throw new SkillException(SkillFault.SignatureRefused,
                $"{manifest.Id} was signed before, and {manifest.Name} is not; get the package with its signature.json");
        if (VersionOrder.Instance.Compare(manifest.Version, seen.Version) < 0 && !_options.AllowsOlder && !isWayBack())
            throw new SkillException(SkillFault.OlderVersion,
                $"{manifest.Name} is older than version {seen.Version}, which was here before; to go back on purpose, install it with "
                + "--older");
    }

    /// <summary>The lists that were used, with the one in force.</summary>
    public ImmutableSortedDictionary<string, int> Recorded(ImmutableSortedDictionary<string, int> lists) =>
        lists.SetItem(Store.List.Id, Math.Max(lists.GetValueOrDefault(Store.List.Id), Store.List.Version));

    /// <summary>The list that the command names, else the registry's own, else the program's.</summary>
    private static TrustStore Named(RegistryStore store, RegistryOptions options)
    {
        if (store.Index.Own is not { } own || !ReferenceEquals(options.Trust, TrustStore.Default)) return options.Trust;
        byte[] bytes = RegistryStore.Stored("the registry's own list of keys cannot be read",
            () => store.Objects.TryRead(own.Sha256, LargestListBytes))
            ?? throw Refused($"this registry's own list of keys '{SafeText.Name(own.Id)}' is gone or was changed; give it again with teleo "
                + "trust keep");
        var signed = TrustList.Read(bytes, out string problem)
            ?? throw Refused($"this registry's own list of keys cannot be used: {problem}; give another with teleo trust keep");
        return new(SignaturePolicy.RequireSigned, signed.Signed);
    }

    private static SignedTrustList Usable(byte[] utf8, TimeProvider clock)
    {
        var signed = TrustList.Read(utf8, out string problem) ?? throw Refused($"the list of keys cannot be used: {problem}");
        return DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime) > signed.Signed.Expires
            ? throw Refused($"the list of keys expired on {signed.Signed.Expires:yyyy-MM-dd}")
            : signed;
    }

    private static TrustList? Adopted(IDisk disk, string root, TrustList current)
    {
        if (RegistryStore.Stored("the list of keys cannot be read", () => disk.IdentityOf(PathIn(root))) is null) return null;
        byte[] bytes = RegistryStore.Stored("the list of keys cannot be read", () => disk.ReadAll(PathIn(root)));
        var signed = TrustList.Read(bytes, out string problem)
            ?? throw Refused($"{PathIn(root)} cannot be used: {problem}; adopt the list again (teleo trust update)");
        if (signed.Signed.Id != current.Id) return null;
        return signed.IsSignedBy(current.Roots)
            ? signed.Signed
            : throw Refused($"{PathIn(root)} is not signed by the root keys of '{SafeText.Name(current.Id)}'; adopt the list again (teleo "
                + "trust update)");
    }

    private static string PathIn(string root) => Path.Combine(root, "trust.json");

    private static SkillException Refused(string message) => new(SkillFault.TrustRefused, message);
}

/// <summary>The newest version of a skill that was ever installed here.</summary>
/// <param name="KeyId">The key that signed it; null where no version was signed.</param>
public sealed record SeenSkill(string Publisher, string Version, string? KeyId = null)
{
    /// <summary>The memory after one more installation.</summary>
    internal static SeenSkill After(SeenSkill? before, string publisher, string version, string? keyId) => before is null
        ? new(publisher, version, keyId)
        : new(keyId is null && before.KeyId is not null ? before.Publisher : publisher,
            VersionOrder.Instance.Compare(version, before.Version) < 0 ? before.Version : version, keyId ?? before.KeyId);
}
