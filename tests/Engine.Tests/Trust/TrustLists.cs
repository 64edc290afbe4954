using Teleo.Engine.Trust;

namespace Teleo.Engine.Tests.Trust;

/// <summary>Lists of keys for tests, each of the list <c>tests</c>.</summary>
internal static class TrustLists
{
    public static readonly DateOnly Issued = new(2020, 1, 1), Expires = new(2999, 1, 1);

    public static TrustList Of(params (string Publisher, SigningKey Key)[] publishers) => new()
    {
        Schema = TrustList.CurrentSchema,
        Id = "tests",
        Version = 1,
        Issued = Issued,
        Expires = Expires,
        Roots = new(1, []),
        Publishers = [.. publishers.GroupBy(entry => entry.Publisher).Select(entry => new TrustedPublisher(entry.Key, [.. entry.Select(key => new TrustedKey(key.Key.Public.ToString(), Expires))]))],
    };

    public static TrustStore RequireSigned(params (string Publisher, SigningKey Key)[] publishers) => new(SignaturePolicy.RequireSigned, Of(publishers));

    public static TrustStore AllowUnsigned(params (string Publisher, SigningKey Key)[] publishers) => new(SignaturePolicy.AllowUnsignedLocal, Of(publishers));

    public static SignedTrustList Signed(this TrustList list, params SigningKey[] roots) =>
        roots.Aggregate(new SignedTrustList(list, []), (signed, root) => signed.SignedWith(root));
}
