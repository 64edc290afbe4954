using System.Collections.Immutable;
using System.Security.Cryptography;
using Teleo.Engine.Skills;
using Teleo.Engine.Tests.Skills;
using Teleo.Engine.Trust;

namespace Teleo.Engine.Tests.Trust;

public sealed class TrustStoreTests : IDisposable
{
    private static readonly DateOnly Today = new(2026, 6, 1);
    private readonly SigningKey _key = SigningKey.Make(), _other = SigningKey.Make();
    private readonly SkillManifest _manifest = Packages.Manifest();

    public void Dispose()
    {
        _key.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void A_trusted_signature_holds_and_one_changed_word_breaks_it()
    {
        var trust = TrustLists.RequireSigned(("tests", _key));
        var signature = SignatureOf(_manifest);
        Assert.Equal(SignatureVerdict.Valid, trust.Judge(Published(_manifest), signature, Today));
        Assert.Equal(SignatureVerdict.DoesNotMatch, trust.Judge(Published(_manifest with { Licence = "none" }), signature, Today));
    }

    [Fact]
    public void Every_other_reason_to_refuse_is_told_apart_and_says_how_to_mend_it()
    {
        var trust = TrustLists.RequireSigned(("tests", _key), ("others", _other));
        var list = trust.List;
        var signature = SignatureOf(_manifest);
        Refuses(SignatureVerdict.UnknownSigner, TrustLists.RequireSigned(("tests", _other)), signature, "--trust");
        Refuses(SignatureVerdict.WrongPublisher, trust, _other.Sign(ManifestJson.CanonicalBytes(_manifest)), "not a key of 'tests'");
        Refuses(SignatureVerdict.UnknownAlgorithm, trust, signature with { Algorithm = "none" }, DetachedSignature.EcdsaP256);
        Refuses(SignatureVerdict.DoesNotMatch, trust, signature with { Signature = "?" }, "was changed");
        Refuses(SignatureVerdict.KeyExpired, trust with { List = list with { Publishers = [new("tests", [new(_key.Public.ToString(), Today.AddDays(-1))])] } }, signature, "check the clock");
        Refuses(SignatureVerdict.ListExpired, trust with { List = list with { Expires = Today.AddDays(-1) } }, signature, "check the clock");
        Refuses(SignatureVerdict.ClockIsWrong, trust with { List = list with { Issued = Today.AddDays(1) } }, signature, "set the clock");
        Refuses(SignatureVerdict.KeyRevoked, trust with { List = list with { RevokedKeys = [new(_key.Public.Id, "stolen")] } }, signature, "stolen");
        Refuses(SignatureVerdict.PackageRevoked, trust with { List = list with { RevokedPackages = [new(HashOf(_manifest), "wrong sums")] } }, signature, "another version");
        Refuses(SignatureVerdict.UnsignedByKnownPublisher, trust, null, "signature.json");
        Refuses(SignatureVerdict.UnsignedByKnownPublisher, trust with { Policy = SignaturePolicy.AllowUnsignedLocal }, null, "known to sign");
        Refuses(SignatureVerdict.Unsigned, TrustLists.RequireSigned(("others", _other)), null, "teleo skill sign");
        Assert.Equal(SignatureVerdict.UnsignedAllowed, TrustLists.AllowUnsigned(("others", _other)).Judge(Published(_manifest), null, Today));
        Refuses(SignatureVerdict.PackageRevoked, TrustLists.AllowUnsigned() with { List = list with { Publishers = [], RevokedPackages = [new(HashOf(_manifest), "bad")] } }, null, "revoked");
    }

    [Fact]
    public void The_days_of_a_key_and_of_a_list_are_included()
    {
        var trust = TrustLists.RequireSigned(("tests", _key));
        trust = trust with { List = trust.List with { Issued = Today, Expires = Today, Publishers = [new("tests", [new(_key.Public.ToString(), Today)])] } };
        Assert.Equal(SignatureVerdict.Valid, trust.Judge(Published(_manifest), SignatureOf(_manifest), Today));
    }

    [Fact]
    public void A_key_that_stands_twice_is_believed_until_the_later_day()
    {
        var trust = TrustLists.RequireSigned(("tests", _key));
        TrustedKey early = new(_key.Public.ToString(), Today.AddDays(-1)), late = new(_key.Public.ToString(), Today.AddDays(1));
        foreach (ImmutableArray<TrustedKey> keys in new ImmutableArray<TrustedKey>[] { [early, late], [late, early] })
            Assert.Equal(SignatureVerdict.Valid, (trust with { List = trust.List with { Publishers = [new("tests", keys)] } }).Judge(Published(_manifest), SignatureOf(_manifest), Today));
    }

    [Fact]
    public void Where_packages_belong_together_no_other_version_of_one_is_mixed_in()
    {
        var older = _manifest with { Version = "0.9.0" };
        var trust = TrustLists.RequireSigned(("tests", _key));
        trust = trust with { List = trust.List with { Publishers = [trust.List.Publishers[0] with { Packages = ImmutableSortedDictionary<string, string>.Empty.Add(_manifest.Name, HashOf(_manifest)) }] } };
        Assert.Equal(SignatureVerdict.Valid, trust.Judge(Published(_manifest), SignatureOf(_manifest), Today));
        Assert.Equal(SignatureVerdict.NotInSet, trust.Judge(Published(older), SignatureOf(older), Today));
        var other = _manifest with { Licence = "another" };   // of the same name and version
        Assert.Equal(SignatureVerdict.NotInSet, trust.Judge(Published(other), SignatureOf(other), Today));
    }

    private void Refuses(SignatureVerdict wanted, TrustStore trust, DetachedSignature? signature, string remedy)
    {
        var package = Published(_manifest);
        Assert.Equal(wanted, trust.Judge(package, signature, Today));
        Assert.Contains(remedy, trust.Explain(wanted, package, signature, Today), StringComparison.Ordinal);
    }

    private DetachedSignature SignatureOf(SkillManifest manifest) => _key.Sign(ManifestJson.CanonicalBytes(manifest));

    private static PublishedPackage Published(SkillManifest manifest) => new(manifest.Publisher, manifest.Name, ManifestJson.CanonicalBytes(manifest));

    private static string HashOf(SkillManifest manifest) => Convert.ToHexStringLower(SHA256.HashData(ManifestJson.CanonicalBytes(manifest)));
}
