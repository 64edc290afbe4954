using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Teleo.Experiments.Documents;
using Teleo.Experiments.Reports;

namespace Teleo.Commands;

/// <summary>
/// Converts pages of Markdown to a static site: one HTML file per page, the same menu on each, light or dark by the reader's system,
/// without external requests.
/// </summary>
internal static partial class DocsSite
{
    private static readonly string Style = PageStyle.Base + EmbeddedText.Of(typeof(DocsSite), "docs.css");

    /// <summary>The entry page, which is the site's index.</summary>
    public const string Entry = "README.md";

    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    /// <summary>Returns each page as HTML, by its path in the site.</summary>
    /// <param name="pages">The pages' texts by their paths from the root of the checkout, with forward slashes.</param>
    public static IReadOnlyDictionary<string, string> Render(IReadOnlyDictionary<string, string> pages)
    {
        var titles = pages.ToDictionary(page => page.Key, page => TitleOf(page.Key, page.Value));
        return pages.ToDictionary(page => TargetOf(page.Key), page => Page(page.Key, page.Value, titles));
    }

    /// <summary>
    /// Returns the place of a page in the site: <c>docs/reference/POOL.md</c> is <c>docs/POOL.html</c>, the entry page <c>index.html</c>.
    /// </summary>
    public static string TargetOf(string page) => page == Entry ? "index.html" : Path.ChangeExtension(page, ".html");

    /// <summary>The pictures that the pages show, by their paths from the root of the checkout.</summary>
    /// <param name="site">The pages as HTML, by their paths in the site.</param>
    public static IReadOnlyCollection<string> Pictures(IReadOnlyDictionary<string, string> site) => new SortedSet<string>(
        site.SelectMany(page => PictureSource().Matches(page.Value).Select(found => Resolved(page.Key, found.Groups[1].Value))),
        StringComparer.Ordinal);

    private static string Page(string path, string markdown, Dictionary<string, string> titles)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var link in document.Descendants<LinkInline>().Where(link => !link.IsImage).ToList()) Lead(link, path, titles);
        string body = NamedPage().Replace(document.ToHtml(Pipeline), found => Named(found, path, titles));
        body = body.Replace("<table>", "<div class=\"wide\" tabindex=\"0\"><table>", StringComparison.Ordinal)
            .Replace("</table>", "</table></div>", StringComparison.Ordinal)
            .Replace("<pre>", "<pre tabindex=\"0\">", StringComparison.Ordinal);
        body = CodeInCell().Replace(body, "$0<wbr>");
        return new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n")
            .Append($"<title>{Escaped(titles[path])} - teleo</title>\n<style>\n{Style}</style>\n</head>\n<body>\n")
            .Append("<a class=\"skip\" href=\"#content\">To the content</a>\n")
            .Append($"<nav aria-label=\"Pages\"><details><summary>teleo: all pages</summary>\n{Menu(path, titles)}</details></nav>\n")
            .Append($"<main id=\"content\">\n{body}</main>\n</body>\n</html>\n").ToString();
    }

    /// <summary>Sets the target of a link: the HTML of a page; a link to a file outside the site becomes plain text.</summary>
    private static void Lead(LinkInline link, string from, Dictionary<string, string> titles)
    {
        string url = link.Url ?? "";
        if (url.Contains("://", StringComparison.Ordinal) || url.StartsWith('#') || url.StartsWith("mailto:", StringComparison.Ordinal))
            return;
        string[] parts = url.Split('#', 2);
        string target = Resolved(from, parts[0]);
        if (titles.ContainsKey(target))
        {
            link.Url = Between(from, target) + (parts.Length > 1 ? "#" + parts[1] : "");
            return;
        }

        foreach (var inner in link.ToList())
        {
            inner.Remove();
            link.InsertBefore(inner);
        }

        link.Remove();
    }

    /// <summary>A page that is named in code, such as <c>docs/reference/POOL.md</c>, leads there.</summary>
    private static string Named(Match found, string from, Dictionary<string, string> titles)
    {
        string name = found.Groups[1].Value;
        return titles.ContainsKey(name) && name != from ? $"<a href=\"{Between(from, name)}\">{found.Value}</a>" : found.Value;
    }

    private static string Menu(string at, Dictionary<string, string> titles)
    {
        var menu = new StringBuilder("<ul>\n");
        foreach (var (page, title) in titles.OrderBy(entry => Order(entry.Key))
            .ThenBy(entry => entry.Value, StringComparer.OrdinalIgnoreCase))
        {
            string mark = page == at ? " aria-current=\"page\"" : "";
            menu.Append($"<li><a href=\"{Between(at, page)}\"{mark}>{Escaped(title)}</a></li>\n");
        }

        return menu.Append("</ul>\n").ToString();
    }

    /// <summary>Folders of the documents in the order of the menu.</summary>
    private static readonly string[] Layers =
        ["docs/start", "docs/cookbook", "docs/concepts", "docs/reference", "docs/internals", "docs", "", "docs/decisions"];

    /// <summary>The entry first, then the list of documents, then their folders.</summary>
    private static int Order(string page) => page == Entry ? 0 : page == "docs/README.md" ? 1 : 2 + Array.IndexOf(Layers, FolderOf(page));

    private static string FolderOf(string page) => page[..Math.Max(page.LastIndexOf('/'), 0)];

    private static string TitleOf(string path, string markdown)
    {
        if (path == Entry) return "Start";
        string? heading = markdown.Split('\n').FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal));
        return heading is null ? Path.GetFileNameWithoutExtension(path) : heading[2..].Trim().Replace("`", "", StringComparison.Ordinal);
    }

    /// <summary>The path of a link's target from the root.</summary>
    private static string Resolved(string from, string url)
    {
        var steps = new List<string>(from.Split('/')[..^1]);
        foreach (string step in url.Split('/'))
        {
            if (step == ".." && steps.Count > 0) steps.RemoveAt(steps.Count - 1);
            else if (step is not ("." or "" or "..")) steps.Add(step);
        }

        return string.Join('/', steps);
    }

    private static string Between(string from, string page) =>
        string.Concat(Enumerable.Repeat("../", from.Count(c => c == '/'))) + TargetOf(page);

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);

    [GeneratedRegex("<(?:img|source)[^>]* (?:src|srcset)=\"([^\":]+)\"")]
    private static partial Regex PictureSource();

    /// <summary>A place where a long name in a cell of a table may be broken.</summary>
    [GeneratedRegex("(?<=<td[^>]*>(?:(?!</td>).)*<code>[^<]*)[/._](?=[A-Za-z])", RegexOptions.Singleline)]
    private static partial Regex CodeInCell();

    [GeneratedRegex("<code>([A-Za-z/-]+\\.md)</code>(?!</a>)")]
    private static partial Regex NamedPage();
}
