using Teleo.Engine.Skills;

namespace Teleo.Engine.Tests.Skills;

public sealed class ProvenanceTextTests
{
    [Fact]
    public void The_canonical_form_is_sorted_and_reads_back()
    {
        var manifest = Packages.Manifest();
        string text = ProvenanceText.Export(manifest, manifest.Artifacts[0]);
        Assert.True(ProvenanceText.TryParse(text, out var entries, out string problem), problem);
        Assert.Equal(text, ProvenanceText.Write(entries));
        Assert.Equal("sha256:" + manifest.Artifacts[0].Sha256, entries["artifact.hash"]);
        Assert.Equal(entries.Keys.Order(StringComparer.Ordinal), entries.Keys);
    }

    [Theory]
    [InlineData("a=1=2\n", "1=2")]
    [InlineData("a=\n", "")]
    public void A_line_is_split_on_the_first_equals_sign(string text, string value)
    {
        Assert.True(ProvenanceText.TryParse(text, out var entries, out _));
        Assert.Equal(value, entries["a"]);
    }

    [Theory]
    [InlineData("a=1\na=2\n", "line 2: 'a' stands twice")]
    [InlineData("a\n", "line 1: no '='")]
    [InlineData("A=1\n", "line 1: the key")]
    [InlineData("a..b=1\n", "line 1: the key")]
    [InlineData("a=1\r\n", "line feed")]
    [InlineData("a=1", "does not end")]
    public void A_bad_text_is_refused_with_the_line(string text, string reason)
    {
        Assert.False(ProvenanceText.TryParse(text, out _, out string problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }
}
