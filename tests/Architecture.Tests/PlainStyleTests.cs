using System.Text.RegularExpressions;

namespace Teleo.Architecture.Tests;

/// <summary>Rules of plain style: lines, summaries, words, usings, sizes of folders.</summary>
public sealed partial class PlainStyleTests
{
    private const int LongestLine = 140;
    private const int MostFilesInAFolder = 40;
    private const string Long = "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789";

    [Fact]
    public void No_line_of_code_is_longer_than_140_characters() =>
        Assert.Empty(SourceTree.Code("src").SelectMany(file => LongLines(SourceTree.Read(file)).Select(line => $"{file}:{line}")));

    [Theory]
    [InlineData("int a; // " + Long, 1)]
    [InlineData("string a = $\"\"\"\n  " + Long + "\n  \"\"\";", 0)]
    [InlineData("string a = \"" + Long + "\";", 1)]
    public void A_long_line_is_seen(string text, int count) => Assert.Equal(count, LongLines(text).Count());

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

    /// <summary>A text names the thing: the skill, the request, the queue, the client, instead of a person who is nobody in particular.</summary>
    [Fact]
    public void No_summary_and_no_page_speaks_of_nobody_in_particular()
    {
        string[] folders = ["docs/start/", "docs/cookbook/", "docs/concepts/", "docs/reference/", "docs/internals/"];
        string[] entries = ["README.md", "CONTRIBUTING.md", "SECURITY.md"];
        var pages = SourceTree.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal) && folders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal))).Concat(entries);
        var summaries = SourceTree.Code("src").Where(file => Persons(Summaries(SourceTree.Read(file))).Any());
        Assert.Empty(pages.Where(page => Persons(SourceTree.Read(page)).Any()).Concat(summaries));
    }

    [Theory]
    [InlineData("/// <summary>The load that nobody waits for.</summary>", 1)]
    [InlineData("/// <summary>Picks whoever waits longest,\n/// for whom a load is due.</summary>", 2)]
    [InlineData("/// <summary>Picks the skill with the oldest request.</summary>", 0)]
    [InlineData("int nobody = 0;", 0)]
    public void A_nobody_is_seen(string text, int count) => Assert.Equal(count, Persons(Summaries(text)).Count());

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

    /// <summary>Numbers of the lines that are too long. The text of a page, between triple quotes, breaks where its reader wants it.</summary>
    private static IEnumerable<int> LongLines(string text)
    {
        string[] lines = text.Split('\n');
        bool isText = false;
        for (int i = 0; i < lines.Length; i++)
        {
            bool opensOrCloses = lines[i].Split("\"\"\"").Length % 2 == 0;
            if (!isText && !opensOrCloses && lines[i].Length > LongestLine) yield return i + 1;
            isText ^= opensOrCloses;
        }
    }

    private static string Summaries(string text) => string.Join('\n', Summary().Matches(text).Select(match => match.Value));

    private static IEnumerable<string> Persons(string text) => Person().Matches(text).Select(match => match.Value);

    [GeneratedRegex(@"^\s*///.*$", RegexOptions.Multiline)]
    private static partial Regex Summary();

    [GeneratedRegex(@"\b(?:nobody|somebody|anybody|everybody|whoever|whom)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Person();

    [GeneratedRegex(@"<summary>(?:\s|///)*(?:What|Who|Whom|Whose|Whether|Where|When|Whoever|Which|How)\s")]
    private static partial Regex Clause();

    [GeneratedRegex(@"^using ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();
}
