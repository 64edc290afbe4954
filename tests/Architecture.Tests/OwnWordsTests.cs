using System.Text.RegularExpressions;

namespace Teleo.Architecture.Tests;

/// <summary>The project stands alone: it names no machine's paths and no address of a package registry, and leaves nothing open.</summary>
public sealed partial class OwnWordsTests
{
    private static readonly string[] Prose = [".cs", ".md", ".json", ".props", ".csproj", ".sh", ".ipynb", ".config", "/run"];

    private static IEnumerable<string> Texts =>
        SourceTree.Files.Where(file => Prose.Any(end => file.EndsWith(end, StringComparison.Ordinal))
            && !file.StartsWith("tests/data/", StringComparison.Ordinal)
            && !file.EndsWith("packages.lock.json", StringComparison.Ordinal)
            && !file.EndsWith(nameof(OwnWordsTests) + ".cs", StringComparison.Ordinal));

    [Fact]
    public void No_path_of_one_machine() => Assert.Empty(Matches(MachinePath()));

    [Fact]
    public void No_address_of_a_registry() => Assert.Empty(Matches(Registry()));

    [Fact]
    public void Nothing_is_left_open() => Assert.Empty(Matches(LeftOpen()));

    private static IEnumerable<string> Matches(Regex pattern) =>
        from file in Texts
        let match = pattern.Match(SourceTree.Read(file))
        where match.Success
        select $"{file}: {match.Value}";

    [GeneratedRegex(@"(?<![\w./])/(work|farm|home|root)/\w+")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"nuget\.org|npmjs\.org|registry\.npm|deb\.debian")]
    private static partial Regex Registry();

    [GeneratedRegex(@"NotImplementedException|// ?TODO|// ?HACK|// ?FIXME|Skip = """)]
    private static partial Regex LeftOpen();
}
