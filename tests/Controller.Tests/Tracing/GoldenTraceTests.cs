using System.IO.Compression;
using Teleo.Controller.Tracing;

namespace Teleo.Controller.Tests.Tracing;

/// <summary>Decisions recorded once and kept: whoever changes one of them changes the rule, and has to say so in <c>traces/decisions/PROVENANCE.md</c>.</summary>
public class GoldenTraceTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(Repository.PathOf("traces", "decisions"), "*.jsonl.gz").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Files))]
    public void A_kept_trace_holds_together_and_is_decided_again_bit_for_bit(string file)
    {
        Assert.True(TraceVerifier.Verify(Open(file)).Decisions > 100);
        Assert.True(TraceReplay.Reproduce(Open(file)) > 100);
    }

    [Fact]
    public void There_are_some_and_each_has_its_provenance()
    {
        string provenance = File.ReadAllText(Repository.PathOf("traces", "decisions", "PROVENANCE.md"));
        Assert.True(Files.Count >= 3);
        foreach (string file in Files) Assert.Contains(file, provenance, StringComparison.Ordinal);
    }

    private static TraceReader Open(string file) => new(new GZipStream(File.OpenRead(Repository.PathOf("traces", "decisions", file)), CompressionMode.Decompress));
}
