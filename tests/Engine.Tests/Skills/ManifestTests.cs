using System.Text;
using Teleo.Engine.Skills;

namespace Teleo.Engine.Tests.Skills;

public sealed class ManifestTests
{
    private static readonly string Good = ManifestJson.Write(Packages.Manifest());

    [Fact]
    public void What_is_written_is_read_back()
    {
        Assert.True(ManifestJson.TryRead(Encoding.UTF8.GetBytes(Good), out var manifest, out string problem), problem);
        Assert.Equal(Good, ManifestJson.Write(manifest));
    }

    [Fact]
    public void Layout_carries_no_meaning()
    {
        string shuffled = Good.Replace("\n", "", StringComparison.Ordinal).Replace("  ", "", StringComparison.Ordinal);
        Assert.True(ManifestJson.TryRead(Encoding.UTF8.GetBytes(shuffled), out var manifest, out _));
        Assert.Equal(ManifestJson.CanonicalBytes(Packages.Manifest()), ManifestJson.CanonicalBytes(manifest));
    }

    [Theory]
    [InlineData("\"id\": \"stories\"", "\"id\": \"../stories\"", "lower-case ASCII")]
    [InlineData("\"id\": \"stories\"", "\"id\": \"st\\u043eries\"", "\\u043e")]
    [InlineData("\"id\": \"stories\"", "\"id\": \"stories\", \"id\": \"other\"", "id stands twice")]
    [InlineData("\"id\": \"stories\"", "\"id\": \"stories\", \"colour\": 1", "colour")]
    [InlineData("\"id\": \"stories\",", "", "id")]
    [InlineData("\"version\": \"1.0.0\"", "\"version\": \"1.0\"", "semantic version")]
    [InlineData("\"file\": \"stories.f32.gguf\"", "\"file\": \"/etc/passwd\"", "plain file name")]
    [InlineData("\"file\": \"stories.f32.gguf\"", "\"file\": \"..\"", "plain file name")]
    [InlineData("\"sizeBytes\": 1185376", "\"sizeBytes\": 9223372036854775807", "absurd")]
    [InlineData("\"sizeBytes\": 1185376", "\"sizeBytes\": -1", "absurd")]
    [InlineData("270cba1b", "270CBA1B", "hexadecimal")]
    [InlineData("\"maxBytes\": 256", "\"maxBytes\": 2000000000", "maxBytes")]
    [InlineData("\"evidenceStatus\": \"structural\"", "\"evidenceStatus\": 3", "evidenceStatus")]
    [InlineData("\"evidenceStatus\": \"structural\"", "\"evidenceStatus\": \"evaluated\"", "evidence is empty")]
    [InlineData("\"ContextExceeded\"", "\"Boredom\"", "Boredom")]
    public void A_bad_manifest_is_refused_with_its_reason(string from, string to, string reason)
    {
        Assert.Contains(from, Good, StringComparison.Ordinal);
        Assert.False(ManifestJson.TryRead(Encoding.UTF8.GetBytes(Good.Replace(from, to, StringComparison.Ordinal)), out _, out string problem));
        Assert.Contains(reason, problem, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Deep_nesting_and_absurd_size_are_refused()
    {
        string deep = new string('[', 100_000) + new string(']', 100_000);
        Assert.False(ManifestJson.TryRead(Encoding.UTF8.GetBytes(deep), out _, out _));
        Assert.False(ManifestJson.TryRead(new byte[ManifestJson.LargestBytes + 1], out _, out string problem));
        Assert.Contains("more than", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Good.TrimEnd());
        for (int length = 0; length < bytes.Length; length++) Assert.False(ManifestJson.TryRead(bytes.AsSpan(0, length), out _, out _));
    }
}
