using System.Security.Cryptography;
using Teleo.Engine.Input;

namespace Teleo.Engine.Trust;

public enum SignaturePolicy
{
    /// <summary>
    /// A package of a publisher outside the list may be installed without a signature, from this machine's own disk; a signature that
    /// exists must be valid.
    /// </summary>
    AllowUnsignedLocal,

    RequireSigned,
}

/// <summary>The verdict on a package's signature.</summary>
public enum SignatureVerdict
{
    Valid,
    UnsignedAllowed,
    Unsigned,

    /// <summary>The publisher signs its packages: the signature was removed, or another party uses the name.</summary>
    UnsignedByKnownPublisher,
    UnknownAlgorithm,
    UnknownSigner,
    WrongPublisher,
    KeyRevoked,
    PackageRevoked,
    KeyExpired,
    ListExpired,

    /// <summary>The clock shows a day before the list was issued.</summary>
    ClockIsWrong,
    DoesNotMatch,

    /// <summary>Signed well, and not among the packages of the publisher that belong together.</summary>
    NotInSet,
}

/// <summary>A package as its publisher signs it.</summary>
/// <param name="Name"><c>id@version</c>.</param>
/// <param name="Content">The canonical manifest.</param>
public readonly record struct PublishedPackage(string Publisher, string Name, ReadOnlyMemory<byte> Content);

/// <summary>A list of keys in force, and the rule for packages without a signature.</summary>
public sealed record TrustStore(SignaturePolicy Policy, TrustList List)
{
    /// <summary>The list in the program, and packages of unknown publishers without a signature.</summary>
    public static TrustStore Default { get; } = new(SignaturePolicy.AllowUnsignedLocal, TrustList.BuiltIn);

    public bool IsRevoked(string keyId) => List.RevokedKeys.Any(revoked => revoked.KeyId == keyId);

    public SignatureVerdict Judge(PublishedPackage package, DetachedSignature? signature, DateOnly today)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(package.Content.Span));
        if (List.RevokedPackages.Any(revoked => revoked.Manifest == hash)) return SignatureVerdict.PackageRevoked;
        var publisher = List.Find(package.Publisher);
        if (signature is null) return OfUnsigned(publisher);
        if (OfSigner(publisher, signature) is { } refusal) return refusal;
        if (today < List.Issued) return SignatureVerdict.ClockIsWrong;
        if (today > List.Expires) return SignatureVerdict.ListExpired;
        var inTime = KeysOf(publisher!, signature.KeyId).Where(key => today <= key.Until).ToList();
        if (inTime.Count == 0) return SignatureVerdict.KeyExpired;
        if (!inTime[0].Key.Verifies(package.Content.Span, signature)) return SignatureVerdict.DoesNotMatch;
        bool isInSet = publisher!.Packages is not { } set || (set.TryGetValue(package.Name, out string? wanted) && wanted == hash);
        return isInSet ? SignatureVerdict.Valid : SignatureVerdict.NotInSet;
    }

    private SignatureVerdict OfUnsigned(TrustedPublisher? publisher)
    {
        if (publisher is not null) return SignatureVerdict.UnsignedByKnownPublisher;
        return Policy == SignaturePolicy.AllowUnsignedLocal ? SignatureVerdict.UnsignedAllowed : SignatureVerdict.Unsigned;
    }

    /// <summary>The reason why a key may not sign for a publisher at all; null where it may.</summary>
    private SignatureVerdict? OfSigner(TrustedPublisher? publisher, DetachedSignature signature)
    {
        if (signature.Algorithm != DetachedSignature.EcdsaP256) return SignatureVerdict.UnknownAlgorithm;
        if (!List.Publishers.Any(each => KeysOf(each, signature.KeyId).Any())) return SignatureVerdict.UnknownSigner;
        if (publisher is null || !KeysOf(publisher, signature.KeyId).Any()) return SignatureVerdict.WrongPublisher;
        return IsRevoked(signature.KeyId) ? SignatureVerdict.KeyRevoked : null;
    }

    /// <summary>The reason of a refusal, and the way to mend it.</summary>
    public string Explain(SignatureVerdict verdict, PublishedPackage package, DetachedSignature? signature, DateOnly today)
    {
        string signer = $"the key {SafeText.Name(signature?.KeyId ?? "", 16)}", publisher = $"'{SafeText.Name(package.Publisher)}'";
        return verdict switch
        {
            SignatureVerdict.Unsigned =>
                "it is not signed, and only signed packages are let in; sign it with teleo skill sign, or leave out --trust",
            SignatureVerdict.UnsignedByKnownPublisher =>
                $"it is not signed, and {publisher} is known to sign; get the package with its signature.json, or give it the name of "
                + "its real publisher",
            SignatureVerdict.UnknownAlgorithm =>
                $"its signature is of the kind '{SafeText.Name(signature!.Algorithm)}'; {DetachedSignature.EcdsaP256} is used",
            SignatureVerdict.UnknownSigner =>
                $"it is signed by {signer}, which the list of keys '{SafeText.Name(List.Id)}' does not name; add its publisher's key to a "
                + "list of your own and give that with --trust",
            SignatureVerdict.WrongPublisher => $"it is signed by {signer}, which is not a key of {publisher}",
            SignatureVerdict.KeyRevoked =>
                $"{signer} was revoked: "
                    + $"{SafeText.Name(List.RevokedKeys.First(revoked => revoked.KeyId == signature!.KeyId).Reason)}; get a "
                + "package that is signed with another key",
            SignatureVerdict.PackageRevoked => $"this package was revoked; get another version of it",
            SignatureVerdict.KeyExpired =>
                $"{signer} was to be believed until an earlier day than {today:yyyy-MM-dd}; check the clock, or get a package with a "
                + "newer signature",
            SignatureVerdict.ListExpired =>
                $"the list of keys '{SafeText.Name(List.Id)}' expired on {List.Expires:yyyy-MM-dd}, and it is "
                    + $"{today:yyyy-MM-dd}; check the "
                + "clock, or get a newer list",
            SignatureVerdict.ClockIsWrong =>
                $"the clock says {today:yyyy-MM-dd}, which is before the list of keys was made ({List.Issued:yyyy-MM-dd}); set the clock",
            SignatureVerdict.DoesNotMatch => "its signature does not match its manifest: one of the two was changed",
            SignatureVerdict.NotInSet =>
                $"it is not among the packages of {publisher} that belong together in version {List.Version} of the list of keys; get "
                + "the set that does",
            _ => "its signature holds",
        };
    }

    private static IEnumerable<(PublicKey Key, DateOnly Until)> KeysOf(TrustedPublisher publisher, string keyId) =>
        publisher.Keys.Select(key => (Key: PublicKey.Read(key.PublicKey, out _)!, Until: key.NotAfter)).Where(key => key.Key.Id == keyId);
}
