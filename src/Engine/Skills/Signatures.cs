using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Teleo.Engine.Skills;

/// <summary>A publisher's word for a manifest: ECDSA over P-256 and SHA-256 of its canonical bytes.</summary>
/// <param name="KeyId">The first 16 hexadecimal digits of the SHA-256 of the public key.</param>
public sealed record SkillSignature(string Algorithm, string KeyId, string Signature)
{
    public const string EcdsaP256 = "ecdsa-p256-sha256";

    /// <summary>The JSON form of signatures and keys: nothing unknown, nothing twice, nothing missing.</summary>
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        IgnoreReadOnlyProperties = true,
        MaxDepth = 8,
    };

    public static SkillSignature Sign(SkillManifest manifest, ECDsa key)
    {
        byte[] signature = key.SignData(ManifestJson.CanonicalBytes(manifest), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new(EcdsaP256, TrustedKey.IdOf(key.ExportSubjectPublicKeyInfo()), Convert.ToBase64String(signature));
    }
}

/// <summary>A key that may sign for a publisher until a day.</summary>
/// <param name="PublicKey">Subject public key info, base64.</param>
public sealed record TrustedKey(string Publisher, string PublicKey, DateOnly NotAfter)
{
    public string KeyId => IdOf(Convert.FromBase64String(PublicKey));

    /// <summary>Why it is no key of the one kind that is used; null if it is.</summary>
    internal string? Problem()
    {
        using var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportSubjectPublicKeyInfo(Convert.FromBase64String(PublicKey), out _);
            return ecdsa.KeySize == 256 ? null : $"a key of {NameRules.Shown(Publisher)} has {ecdsa.KeySize} bits; P-256 is used";
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            return $"a key of {NameRules.Shown(Publisher)} cannot be read";
        }
    }

    internal static string IdOf(byte[] publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey))[..16];
}

public enum SignaturePolicy
{
    /// <summary>An unsigned package may be installed from this machine's own disk; a signature that is there must hold all the same.</summary>
    AllowUnsignedLocal,

    RequireSigned,
}

/// <summary>The verdict on a signature.</summary>
public enum SignatureVerdict
{
    Valid,
    UnsignedAllowed,
    Unsigned,
    UnknownAlgorithm,
    UnknownSigner,
    WrongPublisher,
    Expired,
    Malformed,
    DoesNotMatch,
}

/// <summary>The keys that are believed, and whether a package needs one of them.</summary>
public sealed record TrustStore(SignaturePolicy Policy, IReadOnlyList<TrustedKey> Keys)
{
    private const int LargestBytes = 1 << 18;

    public static readonly TrustStore Empty = new(SignaturePolicy.AllowUnsignedLocal, []);

    /// <summary>The keys of a list in JSON; with them every package must be signed. Null with the reason where the list cannot be believed.</summary>
    public static TrustStore? Read(ReadOnlySpan<byte> utf8, out string problem)
    {
        problem = utf8.Length > LargestBytes ? $"the list of keys has {utf8.Length} bytes, more than {LargestBytes}" : "";
        if (problem.Length > 0) return null;
        try
        {
            var keys = JsonSerializer.Deserialize<TrustedKey[]>(utf8, SkillSignature.Json) ?? throw new JsonException("the list of keys is null");
            foreach (var key in keys) problem = key is null ? "a key is null" : key.Problem() ?? problem;
            return problem.Length == 0 ? new(SignaturePolicy.RequireSigned, keys) : null;
        }
        catch (JsonException error)
        {
            problem = error.Message;
            return null;
        }
    }

    public SignatureVerdict Judge(SkillManifest manifest, SkillSignature? signature, DateOnly today)
    {
        if (signature is null) return Policy == SignaturePolicy.AllowUnsignedLocal ? SignatureVerdict.UnsignedAllowed : SignatureVerdict.Unsigned;
        if (signature.Algorithm != SkillSignature.EcdsaP256) return SignatureVerdict.UnknownAlgorithm;
        var key = Keys.FirstOrDefault(key => key.KeyId == signature.KeyId);
        if (key is null) return SignatureVerdict.UnknownSigner;
        if (key.Publisher != manifest.Publisher) return SignatureVerdict.WrongPublisher;
        if (today > key.NotAfter) return SignatureVerdict.Expired;

        byte[] bytes = new byte[256];
        if (!Convert.TryFromBase64String(signature.Signature, bytes, out int length)) return SignatureVerdict.Malformed;
        using var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportSubjectPublicKeyInfo(Convert.FromBase64String(key.PublicKey), out _);
            return ecdsa.VerifyData(ManifestJson.CanonicalBytes(manifest), bytes.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
                ? SignatureVerdict.Valid
                : SignatureVerdict.DoesNotMatch;
        }
        catch (CryptographicException)
        {
            return SignatureVerdict.Malformed;
        }
    }
}
