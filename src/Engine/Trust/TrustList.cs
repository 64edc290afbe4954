using System.Collections.Immutable;
using System.Text.Json;
using Teleo.Engine.Input;

namespace Teleo.Engine.Trust;

/// <summary>
/// The trusted keys with their publishers and last days; the revoked keys and packages; and the packages of a publisher that belong
/// together. A list has an id and a version, and an older version never replaces a newer one.
/// </summary>
public sealed record TrustList
{
    public const string CurrentSchema = "teleo.trust/1";
    private static readonly JsonLimits Limits = new(1 << 18) { Depth = 8 };

    public required string Schema { get; init; }

    /// <summary>The issuer; <c>teleo</c> for the list in the program.</summary>
    public required string Id { get; init; }

    public required int Version { get; init; }

    /// <summary>The day of issue. A clock with an earlier day is wrong.</summary>
    public required DateOnly Issued { get; init; }

    /// <summary>The last day on which its keys are trusted, so that a newer list cannot be withheld without end.</summary>
    public required DateOnly Expires { get; init; }

    /// <summary>The keys that sign a newer version of this list.</summary>
    public required TrustRoots Roots { get; init; }

    public required ImmutableArray<TrustedPublisher> Publishers { get; init; }

    public ImmutableArray<RevokedKey> RevokedKeys { get => field.IsDefault ? [] : field; init; }

    public ImmutableArray<RevokedPackage> RevokedPackages { get => field.IsDefault ? [] : field; init; }

    /// <summary>The list that the program was built with.</summary>
    public static TrustList BuiltIn { get; } = ReadBuiltIn();

    public TrustedPublisher? Find(string publisher) => Publishers.FirstOrDefault(each => each.Name == publisher);

    /// <summary>The bytes that its roots sign.</summary>
    internal byte[] CanonicalBytes() => CanonicalJson.Bytes(this, Json.TypeOf<TrustList>(DetachedSignature.Json));

    internal IEnumerable<string> Problems()
    {
        if (Schema != CurrentSchema) yield return $"schema is '{SafeText.Name(Schema)}', this program reads {CurrentSchema}";
        if (string.IsNullOrWhiteSpace(Id)) yield return "id is empty";
        if (Version < 1) yield return $"version is {Version}, it must be at least 1";
        if (Expires < Issued) yield return $"it expires on {Expires:O}, before it was issued";
        foreach (string problem in Roots.Problems()) yield return problem;
        foreach (string problem in Publishers.SelectMany(publisher => publisher.Problems())) yield return problem;
        if (Publishers.GroupBy(publisher => publisher.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            yield return $"publisher '{SafeText.Name(twice.Key)}' stands twice";
    }

    /// <summary>Null with the reason where the bytes are no list.</summary>
    public static SignedTrustList? Read(ReadOnlySpan<byte> utf8, out string problem)
    {
        if (!JsonInput.TryRead(utf8, Json.TypeOf<SignedTrustList>(DetachedSignature.Json), Limits, out var list, out problem)) return null;
        problem = string.Join("; ", list.Signed.Problems());
        return problem.Length == 0 ? list : null;
    }

    private static TrustList ReadBuiltIn()
    {
        using var stream = typeof(TrustList).Assembly.GetManifestResourceStream("trust.json")
            ?? throw new InvalidOperationException("the program was built without its list of keys");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return (Read(bytes, out string problem) ?? throw new InvalidOperationException($"the program's list of keys: {problem}")).Signed;
    }
}

/// <summary>A list with the signatures of roots, as it travels.</summary>
public sealed record SignedTrustList(TrustList Signed, ImmutableArray<DetachedSignature> Signatures)
{
    /// <summary>True where as many different keys of the roots signed it as they ask for.</summary>
    public bool IsSignedBy(TrustRoots roots)
    {
        byte[] content = Signed.CanonicalBytes();
        return roots.Keys.Distinct().Count(key => PublicKey.Read(key, out _) is { } root
            && Signatures.Any(signature => root.Verifies(content, signature))) >= roots.Threshold;
    }

    /// <summary>The same list with one signature more; an earlier one of the same key is replaced.</summary>
    public SignedTrustList SignedWith(SigningKey key) =>
        this with { Signatures = [.. Signatures.Where(signature => signature.KeyId != key.Public.Id), key.Sign(Signed.CanonicalBytes())] };

    public string ToJson()
    {
        var indented = new JsonSerializerOptions(DetachedSignature.Json) { WriteIndented = true, NewLine = "\n" };
        return JsonSerializer.Serialize(this, Json.TypeOf<SignedTrustList>(indented)) + "\n";
    }
}

/// <param name="Threshold">The number of different keys that must sign a list.</param>
public sealed record TrustRoots(int Threshold, ImmutableArray<string> Keys)
{
    internal IEnumerable<string> Problems()
    {
        if (Threshold < 1 || (Keys.Length > 0 && Threshold > Keys.Length))
            yield return $"roots.threshold is {Threshold}, there are {Keys.Length} keys";
        foreach (string key in Keys)
            if (PublicKey.Read(key, out string problem) is null) yield return $"a root key cannot be used: {problem}";
    }
}

/// <summary>A publisher that signs its packages: a package of this publisher without a signature is refused.</summary>
/// <param name="Packages">
/// Where given, the packages that belong together, <c>id@version</c> with the SHA-256 of the canonical manifest; no other package of this
/// publisher is believed.
/// </param>
public sealed record TrustedPublisher(string Name, ImmutableArray<TrustedKey> Keys,
    ImmutableSortedDictionary<string, string>? Packages = null)
{
    internal IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Name)) yield return "a publisher has no name";
        if (Keys.Length == 0) yield return $"publisher '{SafeText.Name(Name)}' has no keys";
        foreach (var key in Keys)
            if (PublicKey.Read(key.PublicKey, out string problem) is null)
                yield return $"a key of '{SafeText.Name(Name)}' cannot be used: {problem}";
    }
}

/// <summary>A key that may sign for its publisher until a day, that day included.</summary>
public sealed record TrustedKey(string PublicKey, DateOnly NotAfter);

public sealed record RevokedKey(string KeyId, string Reason);

/// <param name="Manifest">The SHA-256 of the package's canonical manifest.</param>
public sealed record RevokedPackage(string Manifest, string Reason);
