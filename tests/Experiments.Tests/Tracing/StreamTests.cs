using System.Text.RegularExpressions;
using Teleo.Experiments.Tracing;

namespace Teleo.Experiments.Tests.Tracing;

public partial class StreamTests
{
    [Fact]
    public void Every_stream_that_plant_and_workload_name_in_the_source_stands_in_the_header_of_a_trace()
    {
        var named = new[] { "Pool", "Experiments" }
            .SelectMany(project => Directory.EnumerateFiles(Repository.PathOf("src", project), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => Named().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value));
        Assert.Equal(TraceFile.SimulatedStreams, named.Distinct().Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("Stream\\(\"((?:plant|workload)\\.[a-z.]+)\"")]
    private static partial Regex Named();
}
