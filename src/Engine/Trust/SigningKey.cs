using System.Security.Cryptography;

namespace Teleo.Engine.Trust;

/// <summary>A private key on the curve P-256. Its file is PEM (PKCS #8), encrypted where a passphrase is given.</summary>
public sealed class SigningKey : IDisposable
{
    private const int Rounds = 600_000;
    private const string NoKey = "it holds no private key on the curve P-256; make one with teleo key make";
    private readonly ECDsa _key;

    private SigningKey(ECDsa key)
    {
        _key = key;
        Public = PublicKey.Of(key);
    }

    public PublicKey Public { get; }

    public static SigningKey Make() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Null with the reason where the text is no private key of this kind, or the passphrase is missing or wrong.</summary>
    public static SigningKey? Read(string pem, string? passphrase, out string problem)
    {
        problem = "";
        var key = ECDsa.Create();
        try
        {
            if (!PemEncoding.TryFind(pem, out var fields)) problem = "it holds no key in PEM form; make one with teleo key make";
            else if (pem[fields.Label] is "ENCRYPTED PRIVATE KEY")
                problem = passphrase is null ? "it is encrypted: give its passphrase" : Decrypted(key, pem, passphrase);
            else if (pem[fields.Label] is "PRIVATE KEY" or "EC PRIVATE KEY") key.ImportFromPem(pem);
            else problem = NoKey;
            if (problem.Length == 0) return new SigningKey(key);
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException or PlatformNotSupportedException)
        {
            problem = NoKey;
        }

        key.Dispose();
        return null;
    }

    public string ToPem(string? passphrase) => (passphrase is null
        ? _key.ExportPkcs8PrivateKeyPem()
        : _key.ExportEncryptedPkcs8PrivateKeyPem(passphrase,
            new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Rounds))) + "\n";

    public DetachedSignature Sign(ReadOnlySpan<byte> content) =>
        new(DetachedSignature.EcdsaP256, Public.Id,
            Convert.ToBase64String(_key.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));

    public void Dispose() => _key.Dispose();

    private static string Decrypted(ECDsa key, string pem, string passphrase)
    {
        try
        {
            key.ImportFromEncryptedPem(pem, passphrase);
            return "";
        }
        catch (CryptographicException)
        {
            return "its passphrase is another";
        }
    }
}
