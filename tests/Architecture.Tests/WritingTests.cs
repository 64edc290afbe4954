using System.Text.RegularExpressions;

namespace Teleo.Architecture.Tests;

/// <summary>Everything that is written goes through <c>Engine/Storage</c>, and what is promised of it names tests that exist.</summary>
public sealed partial class WritingTests
{
    private const string Seam = "src/Engine/Storage/";

    [Fact]
    public void Nothing_is_written_past_the_seam()
    {
        var past = SourceTree.Code("src").Where(file => !file.StartsWith(Seam, StringComparison.Ordinal))
            .SelectMany(file => WritingCall().Matches(SourceTree.Read(file)).Select(call => $"{file}: {call.Value}"));
        Assert.Empty(past);
    }

    /// <summary>The seam refuses a pipe, a device or a folder before it is opened. The system's own tables are no files of a user.</summary>
    [Fact]
    public void Nothing_is_read_past_the_seam()
    {
        string[] systemTables = ["src/Pool/Probes/ProbeFiles.cs", "src/Experiments/Studies/StudySession.cs", "src/Vision/Members/PrivateMemory.cs", "src/Teleo/Shell/HandleLimit.cs"];
        string[] besideTheProgram = ["src/Experiments/Tracing/TraceFile.cs"];
        string[] withoutTheEngine = ["src/Vision/Tensors/ModelBytes.cs"];
        string[] belowTheSeam = ["src/Engine/Mapping/FileBytes.cs", "src/Engine/Loading/GgufSummary.cs"];
        string[] exceptions = [.. belowTheSeam, .. systemTables, .. besideTheProgram, .. withoutTheEngine];
        var past = SourceTree.Code("src").Where(file => !file.StartsWith(Seam, StringComparison.Ordinal) && !exceptions.Contains(file))
            .SelectMany(file => ReadingCall().Matches(SourceTree.Read(file)).Select(call => $"{file}: {call.Value}"));
        Assert.Empty(past);
        Assert.All(exceptions, file => Assert.Matches(ReadingCall(), SourceTree.Read(file)));
    }

    [Theory]
    [InlineData("docs/reference/RELIABILITY.md")]
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

    [GeneratedRegex(@"\bFile\.(Open|OpenRead|OpenText|ReadAll\w+|ReadLines\w*)\(|FileMode\.Open\b")]
    private static partial Regex ReadingCall();

    [GeneratedRegex(@"`(?:\w+\.)?(?<type>\w+Tests)(?:\.(?<method>\w+)…?)?`")]
    private static partial Regex TestName();
}
