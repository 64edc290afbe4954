using System.Text.RegularExpressions;

namespace Teleo.Tests.Commands;

/// <summary>The file that says how the project is cited: what the format requires is there, and it names this version.</summary>
public class CitationTests
{
    [Theory]
    [InlineData("cff-version: 1.2.0")]
    [InlineData("message: ")]
    [InlineData("title: ")]
    [InlineData("type: software")]
    [InlineData("authors:\n  - name: ")]
    [InlineData("license: MIT")]
    public void What_the_format_requires_is_there(string field) =>
        Assert.Contains("\n" + field, "\n" + File.ReadAllText(Repository.PathOf("CITATION.cff")), StringComparison.Ordinal);

    [Fact]
    public void It_names_the_version_that_is_built()
    {
        string version = Regex.Match(File.ReadAllText(Repository.PathOf("Directory.Build.props")), "<Version(?:Prefix)?>(.*?)</Version").Groups[1].Value;
        Assert.NotEmpty(version);
        Assert.Contains($"\nversion: {version}\n", File.ReadAllText(Repository.PathOf("CITATION.cff")), StringComparison.Ordinal);
    }
}
