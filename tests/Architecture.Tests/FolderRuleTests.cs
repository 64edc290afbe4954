using System.Text.RegularExpressions;

namespace Teleo.Architecture.Tests;

/// <summary>Where a thing is found: one level of folders, the namespace says the folder, tests mirror the tree.</summary>
public sealed partial class FolderRuleTests
{
    public static TheoryData<string> SourceProjects => ["Engine", "Controller", "Figures", "Training", "Pool", "Experiments", "Native", "Vision", "Teleo"];

    [Theory, MemberData(nameof(SourceProjects))]
    public void Folders_are_one_level_deep(string project)
    {
        var tooDeep = SourceTree.Code($"src/{project}").Where(file => file.Count(c => c == '/') > 3);
        Assert.Empty(tooDeep);
    }

    [Theory, MemberData(nameof(SourceProjects))]
    public void The_namespace_says_the_folder(string project)
    {
        foreach (string file in SourceTree.Code($"src/{project}"))
        {
            string expected = string.Join('.', ["Teleo", .. Path.GetDirectoryName(file)!.Split('/')[1..].SkipWhile(folder => folder == "Teleo")]);
            string? found = NamespaceLine().Match(SourceTree.Read(file)) is { Success: true } match ? match.Groups[1].Value : null;
            Assert.True(found is null || found == expected, $"{file}: namespace {found}, expected {expected}");
        }
    }

    [Theory, MemberData(nameof(SourceProjects))]
    public void No_file_is_too_long_to_read_at_a_sitting(string project)
    {
        var long_ = SourceTree.Code($"src/{project}")
            .Select(file => (file, lines: SourceTree.Read(file).Count(c => c == '\n')))
            .Where(entry => entry.lines > 400)
            .Select(entry => $"{entry.file}: {entry.lines} lines");
        Assert.Empty(long_);
    }

    [Theory, MemberData(nameof(SourceProjects))]
    public void Tests_stand_in_a_mirrored_tree(string project)
    {
        var rooms = SourceTree.Code($"src/{project}").Select(Path.GetDirectoryName).Select(folder => folder!.Split('/').ElementAtOrDefault(2)).ToHashSet();
        var strays = SourceTree.Code($"tests/{project}.Tests")
            .Select(file => file.Split('/'))
            .Where(parts => parts.Length > 3 && !rooms.Contains(parts[2]))
            .Select(parts => string.Join('/', parts));
        Assert.Empty(strays);
    }

    [Theory, MemberData(nameof(SourceProjects))]
    public void Every_room_stands_in_the_map_of_the_house(string project)
    {
        string map = SourceTree.Read("docs/internals/ARCHITECTURE.md");
        var rooms = SourceTree.Code($"src/{project}").Select(file => file.Split('/')).Where(parts => parts.Length == 4).Select(parts => parts[2]).Distinct();
        var missing = rooms.Where(room => !map.Contains(room, StringComparison.Ordinal)).ToList();
        Assert.Empty(missing);
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();
}
