using System.Text.RegularExpressions;

namespace Teleo.Architecture.Tests;

public sealed partial class DocumentTests
{
    private static readonly string[] Pages = [.. SourceTree.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal))];

    [Fact]
    public void Every_link_of_a_document_leads_to_a_file()
    {
        var broken = from page in Pages
                     from link in Link().Matches(SourceTree.Read(page)).Select(match => match.Groups[1].Value)
                     where !link.Contains("://", StringComparison.Ordinal) && !LeadsSomewhere(page, link)
                     select $"{page}: {link}";
        Assert.Empty(broken);
    }

    [Fact]
    public void Every_document_is_listed_in_the_entry_page()
    {
        const string entry = "docs/README.md";
        string text = SourceTree.Read(entry);
        var unlisted = Pages.Where(page => page.StartsWith("docs/", StringComparison.Ordinal) && page != entry)
            .Where(page => !page.StartsWith("docs/decisions/", StringComparison.Ordinal))
            .Where(page => !text.Contains($"({page["docs/".Length..]})", StringComparison.Ordinal));
        Assert.Empty(unlisted);
    }

    [Theory]
    [InlineData("docs/GLOSSARY.md")]
    [InlineData("docs/internals/ARCHITECTURE.md")]
    public void The_code_that_a_document_names_exists(string page)
    {
        var missing = Code().Matches(SourceTree.Read(page)).Select(match => match.Groups[1].Value)
            .Where(place => !File.Exists(Repository.PathOf("src", place + ".cs")) && !Directory.Exists(Repository.PathOf("src", place)));
        Assert.Empty(missing);
    }

    private static bool LeadsSomewhere(string page, string link)
    {
        string path = Path.Combine(Path.GetDirectoryName(Repository.PathOf(page))!, link);
        return File.Exists(path) || Directory.Exists(path);
    }

    [GeneratedRegex(@"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex("`([A-Z][A-Za-z]+/[A-Za-z/]+)`")]
    private static partial Regex Code();
}
