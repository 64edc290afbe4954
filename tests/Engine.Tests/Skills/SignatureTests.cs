using System.Security.Cryptography;
using Teleo.Engine.Skills;

namespace Teleo.Engine.Tests.Skills;

public sealed class SignatureTests : IDisposable
{
    private static readonly DateOnly Today = new(2026, 6, 1);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void A_trusted_signature_holds_and_one_changed_word_breaks_it()
    {
        var manifest = Packages.Manifest();
        var signature = SkillSignature.Sign(manifest, _key);
        var trust = Trust(_key);
        Assert.Equal(SignatureVerdict.Valid, trust.Judge(manifest, signature, Today));
        Assert.Equal(SignatureVerdict.DoesNotMatch, trust.Judge(manifest with { Licence = "none" }, signature, Today));
    }

    [Fact]
    public void Every_other_reason_to_refuse_is_told_apart()
    {
        var manifest = Packages.Manifest();
        var signature = SkillSignature.Sign(manifest, _key);
        Assert.Equal(SignatureVerdict.UnknownSigner, Trust(_other).Judge(manifest, signature, Today));
        Assert.Equal(SignatureVerdict.WrongPublisher, Trust(_key, publisher: "others").Judge(manifest, signature, Today));
        Assert.Equal(SignatureVerdict.Expired, Trust(_key).Judge(manifest, signature, Today.AddYears(9)));
        Assert.Equal(SignatureVerdict.UnknownAlgorithm, Trust(_key).Judge(manifest, signature with { Algorithm = "none" }, Today));
        Assert.Equal(SignatureVerdict.Malformed, Trust(_key).Judge(manifest, signature with { Signature = "?" }, Today));
        Assert.Equal(SignatureVerdict.Unsigned, Trust(_key).Judge(manifest, null, Today));
        Assert.Equal(SignatureVerdict.UnsignedAllowed, TrustStore.Empty.Judge(manifest, null, Today));
    }

    private static TrustStore Trust(ECDsa key, string publisher = "tests") =>
        new(SignaturePolicy.RequireSigned, [new TrustedKey(publisher, Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), Today.AddYears(1))]);
}
