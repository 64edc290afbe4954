using System.Security.Cryptography;

namespace Teleo.Engine.Trust;

/// <summary>
/// A public key on the curve P-256, the only supported kind. A key is written as its subject public key info in base64; the bytes before
/// the point name the curve and are compared exactly, so that another curve of 256 bits is refused.
/// </summary>
public sealed class PublicKey
{
    private const int PointBytes = 65, IdDigits = 16, LongestSignature = 128;

    // SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING } up to the uncompressed point.
    private static readonly byte[] Head = Convert.FromHexString("3059301306072a8648ce3d020106082a8648ce3d030107034200");
    private readonly byte[] _info;

    private PublicKey(byte[] info)
    {
        _info = info;
        Id = Convert.ToHexStringLower(SHA256.HashData(info))[..IdDigits];
    }

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of the subject public key info.</summary>
    public string Id { get; }

    /// <summary>Null with the reason where the text is no such key.</summary>
    public static PublicKey? Read(string base64, out string problem)
    {
        byte[] info = new byte[Head.Length + PointBytes], text = new byte[base64.Length];
        problem = "it is not base64";
        if (!Convert.TryFromBase64String(base64, text, out int length)) return null;
        problem = "it is no key on the curve P-256 (prime256v1); no other curve and no other kind of key is used";
        if (length != info.Length || !text.AsSpan().StartsWith(Head)) return null;
        text.AsSpan(0, length).CopyTo(info);
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(info, out _);
        }
        catch (CryptographicException)
        {
            problem = "its point is not on the curve P-256";
            return null;
        }

        problem = "";
        return new PublicKey(info);
    }

    internal static PublicKey Of(ECDsa key) =>
        Read(Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), out string problem) ?? throw new CryptographicException(problem);

    public override string ToString() => Convert.ToBase64String(_info);

    public bool Verifies(ReadOnlySpan<byte> content, DetachedSignature signature)
    {
        Span<byte> bytes = stackalloc byte[LongestSignature];
        if (signature.Algorithm != DetachedSignature.EcdsaP256 || signature.KeyId != Id
            || !Convert.TryFromBase64String(signature.Signature, bytes, out int length)) return false;
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(_info, out _);
            return key.VerifyData(content, bytes[..length], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
