using System.Text.RegularExpressions;
using Teleo.Commands;
using Teleo.Shell;

namespace Teleo.Tests.Commands;

/// <summary>The site of the documents: every page is there, every link leads to a page, and nothing is fetched from elsewhere.</summary>
public sealed partial class DocsTests : IDisposable
{
    private readonly string _folder = TestFolder.New("teleo-site");

    [Fact]
    public void The_site_is_whole_and_asks_for_nothing_from_elsewhere()
    {
        var run = Cli.Run("docs", "--from", Repository.Root, "--out", _folder);
        Assert.True(run.Exit == ExitCode.Ok, run.Error);
        string[] pages = Directory.GetFiles(_folder, "*.html", SearchOption.AllDirectories);
        Assert.Equal(Directory.GetFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories).Length + 4, pages.Length);
        var anchors = pages.ToDictionary(page => page, page => Anchors().Matches(File.ReadAllText(page)).Select(match => match.Groups[1].Value).ToHashSet());
        foreach (string page in pages)
        {
            string html = File.ReadAllText(page);
            foreach (Match link in Links().Matches(html))
            {
                string target = System.Net.WebUtility.HtmlDecode(link.Groups[2].Value);
                bool isFetched = link.Groups[1].Value != "href";
                Assert.False(isFetched && target.Contains("://", StringComparison.Ordinal), $"{page} fetches {target}");
                if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("data:", StringComparison.Ordinal)) continue;
                string[] parts = target.Split('#', 2);
                string file = parts[0].Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, parts[0]));
                Assert.True(File.Exists(file), $"{page} leads to {target}");
                Assert.True(parts.Length == 1 || anchors[file].Contains(parts[1]), $"{page} leads to {target}, and there is no such place");
            }
        }
    }

    /// <summary>On the site a link to a file that is no page becomes text, so the files are looked for in the checkout.</summary>
    [Fact]
    public void Every_link_between_the_documents_leads_to_a_file()
    {
        string[] pages = [.. Directory.GetFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories), .. Directory.GetFiles(Repository.Root, "*.md")];
        var broken = from page in pages
                     from Match link in MarkdownLinks().Matches(File.ReadAllText(page))
                     let target = link.Groups[1].Value
                     where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
                     let file = Path.Combine(Path.GetDirectoryName(page)!, target.Split('#')[0])
                     where !Path.Exists(file)
                     select $"{page} leads to {target}";
        Assert.Empty(broken);
    }

    [Fact]
    public void The_gallery_shows_every_kind_of_figure()
    {
        string gallery = File.ReadAllText(Repository.PathOf("docs", "cookbook", "GALLERY.md"));
        string[] figures = Directory.GetFiles(Repository.PathOf("tests", "data", "golden", "figures"), "*.svg");
        Assert.NotEmpty(figures);
        Assert.All(figures, figure => Assert.Contains($"/{Path.GetFileName(figure)}\"", gallery, StringComparison.Ordinal));
    }

    [Fact]
    public void Links_lead_to_pages_and_files_that_are_none_become_text()
    {
        var site = DocsSite.Render(new Dictionary<string, string>
        {
            ["README.md"] = "# Top\n[pool](docs/reference/POOL.md#run), `docs/reference/POOL.md`, [code](src/Program.cs), [far](https://example.org/)\n\n| a |\n|---|\n| <b> |",
            ["docs/reference/POOL.md"] = "# The pool\n[up](../../README.md)",
        });
        string top = site["index.html"], pool = site["docs/reference/POOL.html"];
        Assert.Contains("<a href=\"docs/reference/POOL.html#run\">pool</a>, <a href=\"docs/reference/POOL.html\"><code>docs/reference/POOL.md</code></a>, code, <a href=\"https://example.org/\">far</a>", top, StringComparison.Ordinal);
        Assert.Contains("<a href=\"../../index.html\">up</a>", pool, StringComparison.Ordinal);
        Assert.Contains("<title>The pool - teleo</title>", pool, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_documents_is_told() => Cli.Run("docs", "--from", _folder, "--out", _folder).AssertFails(ExitCode.BadInput, "NoDocuments");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [GeneratedRegex(@"\sid=""([^""]+)""")]
    private static partial Regex Anchors();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex MarkdownLinks();

    [GeneratedRegex("(href|src|srcset)=\"([^\"]+)\"")]
    private static partial Regex Links();
}
