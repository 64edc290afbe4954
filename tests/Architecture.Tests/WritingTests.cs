using System.Text.RegularExpressions;

namespace Teleo.Architecture.Tests;

/// <summary>Everything that is written goes through <c>Engine/Storage</c>, and what is promised of it names tests that exist.</summary>
public sealed partial class WritingTests
{
    private const string Seam = "src/Engine/Storage/";

    // A scratch file that goes when it is closed, and the trace of a server, which is written line by line and never replaced.
    private static readonly string[] Beside = ["src/Experiments/Workloads/LogFile.cs", "src/Server/Serving/ServedPool.cs"];

    [Fact]
    public void Nothing_is_written_past_the_seam()
    {
        var past = SourceTree.Code("src").Where(file => !file.StartsWith(Seam, StringComparison.Ordinal) && !Beside.Contains(file))
            .SelectMany(file => WritingCall().Matches(SourceTree.Read(file)).Select(call => $"{file}: {call.Value}"));
        Assert.Empty(past);
    }

    [Theory]
    [InlineData("docs/RELIABILITY.md")]
    [InlineData("SECURITY.md")]
    public void Every_promise_names_a_test_that_exists(string document)
    {
        var code = SourceTree.Code("tests").GroupBy(file => Path.GetFileNameWithoutExtension(file)).ToDictionary(group => group.Key, group => string.Concat(group.Select(SourceTree.Read)));
        var named = TestName().Matches(SourceTree.Read(document)).ToList();
        Assert.True(named.Count > 10, $"{named.Count} tests are named");
        Assert.All(named, name =>
        {
            Assert.True(code.TryGetValue(name.Groups["type"].Value, out string? text), $"{name.Value}: no such class of tests");
            string method = name.Groups["method"].Value;
            Assert.True(method.Length == 0 || text!.Contains($" {method}", StringComparison.Ordinal), $"{name.Value}: no such test");
        });
    }

    [GeneratedRegex(@"\bFile\.(WriteAll\w+|AppendAll\w+|AppendText|Create\w*|Move|Copy|Delete|Replace|OpenWrite|SetUnixFileMode)\(|\bDirectory\.(CreateDirectory|Move|Delete)\(|FileMode\.(Create|CreateNew|Append|OpenOrCreate|Truncate)\b")]
    private static partial Regex WritingCall();

    [GeneratedRegex(@"`(?:\w+\.)?(?<type>\w+Tests)(?:\.(?<method>\w+)…?)?`")]
    private static partial Regex TestName();
}
