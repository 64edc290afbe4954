using System.Text.Json;

namespace Teleo.Controller.Tests.Tracing;

/// <summary>Every line that is written is what the published schema says a line is.</summary>
public sealed class SchemaTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("docs", "reference", "trace.schema.json"))).RootElement;

    [Fact]
    public void Every_line_of_a_run_satisfies_the_published_schema() => CheckAll(Traces.OfRun(seconds: 120));

    [Fact]
    public void Every_line_of_random_decisions_satisfies_the_published_schema() => CheckAll(Traces.OfRandomDecisions(skills: 14, count: 300));

    [Fact]
    public void The_check_itself_can_fail()
    {
        string line = Traces.Lines(Traces.OfRun(seconds: 5))[1];
        Assert.Null(Fault(line));
        Assert.NotNull(Fault(line.Replace("\"trigger\":\"", "\"trigger\":\"un", StringComparison.Ordinal)));
        Assert.NotNull(Fault(line.Replace("\"candidates\":", "\"candidate\":", StringComparison.Ordinal)));
        Assert.NotNull(Fault(line.Replace("\"balance\":", "\"balance\":\"much\",\"x\":", StringComparison.Ordinal)));
    }

    private static void CheckAll(byte[] trace) => Assert.All(Traces.Lines(trace), line => Assert.Null(Fault(line)));

    private static string? Fault(string line) => JsonSchema.Fault(Schema, JsonDocument.Parse(line).RootElement);
}
