using System.Text.RegularExpressions;

namespace Teleo.Architecture.Tests;

/// <summary>
/// Rules of plain style with a checked-in count of the places that do not follow them yet, file by file. A count may only shrink:
/// <c>TELEO_ACCEPT_STYLE=1 dotnet test tests/Architecture.Tests</c> lowers the counts and never raises one.
/// </summary>
public sealed partial class PlainStyleTests
{
    private const int LongestLine = 140;
    private const int MostFilesInAFolder = 40;

    [Fact]
    public void No_line_is_longer_than_140_characters() =>
        Holds("long-lines.txt", text => text.Split('\n').Count(line => line.Length > LongestLine));

    [Fact]
    public void No_summary_begins_with_a_clause() =>
        Assert.DoesNotContain(SourceTree.Code("src"), file => Clause().IsMatch(SourceTree.Read(file)));

    [Fact]
    public void Usings_are_sorted_and_a_file_ends_with_its_last_line()
    {
        string[] code = [.. SourceTree.Code("src"), .. SourceTree.Code("tests")];
        Assert.DoesNotContain(code, file => !SourceTree.Read(file).EndsWith('\n') || !AreSorted(SourceTree.Read(file)));
    }

    [Theory]
    [InlineData("using System;\nusing Teleo.A;\nusing Teleo.A.B;\n", true)]
    [InlineData("using Teleo.A;\nusing System;\n", false)]
    [InlineData("using Teleo.A.B;\nusing Teleo.A;\n", false)]
    public void The_order_of_usings_is_seen(string text, bool sorted) => Assert.Equal(sorted, AreSorted(text));

    [Fact]
    public void No_folder_holds_more_than_40_files()
    {
        var full = SourceTree.Code("src").GroupBy(Path.GetDirectoryName).Where(folder => folder.Count() > MostFilesInAFolder);
        Assert.Empty(full.Select(folder => $"{folder.Key}: {folder.Count()} files"));
    }

    [Theory]
    [InlineData("    /// <summary>What is wrong.</summary>", 1)]
    [InlineData("    /// <summary>\n    /// Whether it fits.\n    /// </summary>", 1)]
    [InlineData("    /// <summary>Returns what is wrong.</summary>", 0)]
    public void A_clause_is_seen(string text, int count) => Assert.Equal(count, Clause().Count(text));

    private static bool AreSorted(string text)
    {
        var names = Using().Matches(text).Select(match => match.Groups[1].Value).ToList();
        return names.SequenceEqual(names.OrderBy(name => !name.StartsWith("System", StringComparison.Ordinal)).ThenBy(name => name, StringComparer.OrdinalIgnoreCase));
    }

    private static void Holds(string list, Func<string, int> count)
    {
        string path = Repository.PathOf("tests", "Architecture.Tests", "Known", list);
        var known = File.ReadAllLines(path).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ')).ToDictionary(parts => parts[1], parts => int.Parse(parts[0]));
        var found = SourceTree.Code("src").Select(file => (File: file, Count: count(SourceTree.Read(file)))).Where(entry => entry.Count > 0).ToList();
        if (Environment.GetEnvironmentVariable("TELEO_ACCEPT_STYLE") == "1")
        {
            var lowered = found.Where(entry => known.ContainsKey(entry.File)).Select(entry => $"{Math.Min(entry.Count, known[entry.File])} {entry.File}");
            File.WriteAllLines(path, lowered);
            return;
        }

        var more = found.Where(entry => entry.Count > known.GetValueOrDefault(entry.File)).Select(entry => $"{entry.File}: {entry.Count}, at most {known.GetValueOrDefault(entry.File)}");
        Assert.Empty(more);
    }

    [GeneratedRegex(@"<summary>(?:\s|///)*(?:What|Who|Whom|Whose|Whether|Where|When|Whoever|Which|How)\s")]
    private static partial Regex Clause();

    [GeneratedRegex(@"^using ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();
}
