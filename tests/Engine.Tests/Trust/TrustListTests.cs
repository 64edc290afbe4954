using System.Text;
using System.Text.Json.Nodes;
using Teleo.Engine.Trust;

namespace Teleo.Engine.Tests.Trust;

public sealed class TrustListTests : IDisposable
{
    private readonly SigningKey _key = SigningKey.Make(), _root = SigningKey.Make(), _second = SigningKey.Make();

    public void Dispose()
    {
        _key.Dispose();
        _root.Dispose();
        _second.Dispose();
    }

    [Fact]
    public void The_list_in_the_program_is_sound_and_knows_its_own_publishers()
    {
        Assert.NotNull(TrustList.BuiltIn.Find("teleo"));
        Assert.NotNull(TrustList.BuiltIn.Find("teleo-imports"));
        Assert.Empty(TrustList.BuiltIn.Roots.Keys);   // nobody keeps one, so that nobody can lose or misuse one
        Assert.Null(TrustList.BuiltIn.Find("tests"));
    }

    [Fact]
    public void A_list_reads_back_and_its_layout_carries_no_meaning()
    {
        var signed = (TrustLists.Of(("tests", _key)) with { Roots = new(1, [_root.Public.ToString()]) }).Signed(_root);
        string text = signed.ToJson(), dense = JsonNode.Parse(text)!.ToJsonString();
        Assert.NotEqual(text, dense);
        foreach (string form in new[] { text, dense })
        {
            var read = TrustList.Read(Encoding.UTF8.GetBytes(form), out string problem);
            Assert.Empty(problem);
            Assert.True(read!.IsSignedBy(read.Signed.Roots));
            Assert.Equal(text, read.ToJson());
        }
    }

    [Fact]
    public void As_many_different_roots_as_are_asked_for_must_sign()
    {
        var roots = new TrustRoots(2, [_root.Public.ToString(), _second.Public.ToString()]);
        var list = TrustLists.Of(("tests", _key)) with { Roots = roots };
        Assert.False(list.Signed().IsSignedBy(roots));
        Assert.False(list.Signed(_root).IsSignedBy(roots));
        Assert.False(list.Signed(_root, _root).IsSignedBy(roots));
        Assert.False(list.Signed(_root, _key).IsSignedBy(roots));
        Assert.True(list.Signed(_root, _second).IsSignedBy(roots));
        Assert.False((list.Signed(_root, _second) with { Signed = list with { Version = 2 } }).IsSignedBy(roots));
        Assert.False(list.Signed(_root).IsSignedBy(new(1, [])));   // a list without roots is replaced by nobody
        var doubled = new TrustRoots(2, [_root.Public.ToString(), _root.Public.ToString()]);
        Assert.False(list.Signed(_root).IsSignedBy(doubled));
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("{}", "signed")]
    [InlineData("null", "null")]
    [InlineData("[null]", "a list")]
    [InlineData("[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]", "a list")]
    public void What_is_no_list_is_refused_in_the_words_of_the_format(string text, string word)
    {
        Assert.Null(TrustList.Read(Encoding.UTF8.GetBytes(text), out string problem));
        Assert.Contains(word, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("Teleo.Engine", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$.signed.schema", "\"teleo.trust/2\"", "teleo.trust/1")]
    [InlineData("$.signed.version", "0", "version is 0")]
    [InlineData("$.signed.version", "null", "line 1")]
    [InlineData("$.signed.id", "\" \"", "id is empty")]
    [InlineData("$.signed.expires", "\"2001-01-01\"", "expires on 2001-01-01")]
    [InlineData("$.signed.expires", "\"tomorrow\"", "line 1")]
    [InlineData("$.signed.publishers", "null", "publishers")]
    [InlineData("$.signed.publishers", "[null]", "publishers[0] is null")]
    [InlineData("$.signed.publishers", "[{\"name\":\"p\",\"keys\":[]}]", "has no keys")]
    [InlineData("$.signed.publishers", "[{\"name\":\" \",\"keys\":[]}]", "a publisher has no name")]
    [InlineData("$.signed.publishers", "[{\"name\":\"p\",\"keys\":[null]}]", "is null")]
    [InlineData("$.signed.publishers", "[{\"name\":\"p\",\"keys\":[{\"publicKey\":\"AAAA\",\"notAfter\":\"2030-01-01\"}]}]", "P-256")]
    [InlineData("$.signed.publishers", "[{\"name\":\"p\",\"keys\":[{\"publicKey\":\"AAAA\"}]}]", "line 1")]
    [InlineData("$.signed.roots", "{\"threshold\":1,\"keys\":[\"AAAA\"]}", "P-256")]
    [InlineData("$.signed.roots", "{\"threshold\":0,\"keys\":[]}", "threshold is 0")]
    [InlineData("$.signed.revokedKeys", "[null]", "revokedKeys[0] is null")]
    [InlineData("$.signatures", "[null]", "signatures[0] is null")]
    [InlineData("$.signatures", "null", "signature")]
    [InlineData("$.signed.extra", "1", "line 1")]
    public void Each_fault_is_named(string path, string value, string word)
    {
        var node = JsonNode.Parse(TrustLists.Of(("tests", _key)).Signed().ToJson())!.AsObject();
        string[] steps = path.Split('.');
        var holder = steps.Length == 2 ? node : node["signed"]!.AsObject();
        holder[steps[^1]] = JsonNode.Parse(value);
        Assert.Null(TrustList.Read(Encoding.UTF8.GetBytes(node.ToJsonString()), out string problem));
        Assert.Contains(word, problem, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_list_without_bound_is_refused() => Assert.Null(TrustList.Read(new byte[(1 << 18) + 1], out _));
}
