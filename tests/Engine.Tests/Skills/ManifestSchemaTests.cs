using System.Text;
using System.Text.Json;
using Teleo.Engine.Skills;

namespace Teleo.Engine.Tests.Skills;

public sealed class ManifestSchemaTests
{
    private static readonly string Published = Repository.PathOf("skills", "manifest.schema.json");

    [Fact]
    public void The_published_schema_is_that_of_the_reader()
    {
        if (Environment.GetEnvironmentVariable("TELEO_ACCEPT_SCHEMA") == "1") File.WriteAllText(Published, ManifestSchema.Text());
        Assert.Equal(ManifestSchema.Text(), File.ReadAllText(Published));
    }

    [Fact]
    public void What_the_reader_accepts_satisfies_the_schema()
    {
        var adapter = Packages.Manifest() with
        {
            Adapter = new(new string('0', 64), ["attn_q"], 4, 2, "gguf-lora-1"),
            RollbackTo = "stories@0.9.0",
            Dependencies = ["base@1.0.0"],
            Evidence = [new("stories", "exact", "f32", 0.5, 0.4, 0.6, 10, new string('0', 64))],
        };
        foreach (var manifest in new[] { Packages.Manifest(), adapter })
        {
            string text = ManifestJson.Write(manifest);
            Assert.True(ManifestJson.TryRead(Encoding.UTF8.GetBytes(text), out _, out string problem), problem);
            Assert.Null(Fault(text));
        }
    }

    [Theory]
    [InlineData("\"id\": \"stories\"", "\"id\": \"../stories\"")]
    [InlineData("\"id\": \"stories\"", "\"id\": \"stories\", \"colour\": 1")]
    [InlineData("\"id\": \"stories\",", "")]
    [InlineData("\"version\": \"1.0.0\"", "\"version\": \"1.0\"")]
    [InlineData("\"file\": \"stories.f32.gguf\"", "\"file\": \"/etc/passwd\"")]
    [InlineData("\"sizeBytes\": 1185376", "\"sizeBytes\": -1")]
    [InlineData("270cba1b", "270CBA1B")]
    [InlineData("\"maxBytes\": 256", "\"maxBytes\": 2000000000")]
    [InlineData("\"evidenceStatus\": \"structural\"", "\"evidenceStatus\": \"proved\"")]
    [InlineData("\"schema\": 1", "\"schema\": 2")]
    [InlineData("\"schema\": 1", "\"schema\": \"1\"")]
    public void What_the_schema_refuses_the_reader_refuses_too(string from, string to)
    {
        string good = ManifestJson.Write(Packages.Manifest());
        Assert.Contains(from, good, StringComparison.Ordinal);
        string bad = good.Replace(from, to, StringComparison.Ordinal);
        Assert.NotNull(Fault(bad));
        Assert.False(ManifestJson.TryRead(Encoding.UTF8.GetBytes(bad), out _, out _));
    }

    private static string? Fault(string manifest) =>
        JsonSchema.Fault(JsonDocument.Parse(ManifestSchema.Text()).RootElement, JsonDocument.Parse(manifest).RootElement);
}
