using System.Security.Cryptography;
using Teleo.Engine.Trust;

namespace Teleo.Engine.Tests.Trust;

public sealed class KeyTests
{
    private static readonly ECCurve Secp256k1 = ECCurve.CreateFromValue("1.3.132.0.10");

    [Fact]
    public void A_key_reads_back_from_its_file_plain_and_encrypted_and_signs_the_same()
    {
        using var key = SigningKey.Make();
        byte[] content = [1, 2, 3];
        foreach (string? passphrase in new[] { null, "correct horse" })
        {
            string pem = key.ToPem(passphrase);
            Assert.Equal(passphrase is not null, pem.Contains("ENCRYPTED", StringComparison.Ordinal));
            using var read = SigningKey.Read(pem, passphrase, out string problem);
            Assert.Empty(problem);
            Assert.Equal(key.Public.ToString(), read!.Public.ToString());
            Assert.True(key.Public.Verifies(content, read.Sign(content)));
            Assert.False(key.Public.Verifies([1, 2, 4], read.Sign(content)));
        }
    }

    [Fact]
    public void An_encrypted_key_needs_its_passphrase()
    {
        using var key = SigningKey.Make();
        string pem = key.ToPem("right");
        Assert.Null(SigningKey.Read(pem, null, out string missing));
        Assert.Contains("passphrase", missing, StringComparison.Ordinal);
        Assert.Null(SigningKey.Read(pem, "wrong", out string wrong));
        Assert.Contains("passphrase is another", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void A_curve_that_this_system_does_not_know_is_refused_in_words()
    {
        using var key = SigningKey.Make();
        byte[] info = Convert.FromBase64String(string.Concat(key.ToPem(null).Split('\n').Where(line => !line.StartsWith('-'))));
        byte[] p256 = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
        info[info.AsSpan().IndexOf(p256) + p256.Length - 1] = 0x21;
        Assert.Null(SigningKey.Read(new string(PemEncoding.Write("PRIVATE KEY", info)), null, out string problem));
        Assert.Contains("P-256", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void No_other_curve_and_no_other_kind_of_key_is_taken()
    {
        using var bitcoin = ECDsa.Create(Secp256k1);   // 256 bits too
        using var large = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        using var good = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] info = good.ExportSubjectPublicKeyInfo(), outside = [.. info[..^1], (byte)(info[^1] ^ 1)];
        Assert.NotNull(PublicKey.Read(Convert.ToBase64String(info), out _));
        foreach (byte[] bad in new[] { bitcoin.ExportSubjectPublicKeyInfo(), large.ExportSubjectPublicKeyInfo(), rsa.ExportSubjectPublicKeyInfo(), outside, info[..^1], [.. info, 0], [] })
        {
            Assert.Null(PublicKey.Read(Convert.ToBase64String(bad), out string problem));
            Assert.Contains("P-256", problem, StringComparison.Ordinal);
        }

        Assert.Null(PublicKey.Read("?", out _));
        string[] pems =
        [
            bitcoin.ExportPkcs8PrivateKeyPem(), bitcoin.ExportECPrivateKeyPem(), large.ExportPkcs8PrivateKeyPem(), rsa.ExportPkcs8PrivateKeyPem(), rsa.ExportRSAPrivateKeyPem(),
            good.ExportSubjectPublicKeyInfoPem(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "no key", "",
        ];
        foreach (string pem in pems)
        {
            Assert.Null(SigningKey.Read(pem, null, out string problem));
            Assert.Contains("key", problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_signature_of_another_key_or_kind_or_form_does_not_verify()
    {
        using var key = SigningKey.Make();
        using var other = SigningKey.Make();
        byte[] content = [7];
        var signature = key.Sign(content);
        Assert.False(other.Public.Verifies(content, signature));
        Assert.False(other.Public.Verifies(content, signature with { KeyId = other.Public.Id }));
        Assert.False(key.Public.Verifies(content, signature with { Algorithm = "none" }));
        Assert.False(key.Public.Verifies(content, signature with { Signature = "?" }));
        Assert.False(key.Public.Verifies(content, signature with { Signature = Convert.ToBase64String(new byte[64]) }));
        Assert.False(key.Public.Verifies(content, signature with { Signature = new string('A', 4000) }));
    }
}
