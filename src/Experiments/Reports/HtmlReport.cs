using System.Diagnostics;
using System.Net;
using System.Text;
using Teleo.Experiments.Documents;
using Teleo.Experiments.Tables;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>
/// Writes a report as one page that needs nothing else: no network, no scripts. It follows the reader's choice of light or
/// dark, its tables scroll by themselves on a narrow screen, and every part can be reached by keyboard.
/// </summary>
internal static class HtmlReport
{
    private static readonly string Style = EmbeddedText.Of(typeof(HtmlReport), "report.css");

    public static string Render(ReportPage page)
    {
        var text = new StringBuilder();
        text.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n")
            .Append($"<title>{Escaped(page.Title)}</title>\n<style>\n{Style}</style>\n</head>\n<body>\n")
            .Append("<a class=\"skip\" href=\"#content\">To the content</a>\n<main id=\"content\">\n")
            .Append($"<h1>{Escaped(page.Title)}</h1>\n<p class=\"lead\">{Escaped(page.Summary)}</p>\n")
            .Append("<nav aria-label=\"Sections\"><p>");
        var headings = page.Blocks.OfType<Block.Heading>().ToList();
        text.AppendJoin(" · ", headings.Select(h => $"<a href=\"#{IdOf(h)}\">{Escaped(h.Text)}</a>")).Append("</p></nav>\n");
        foreach (var block in page.Blocks) text.Append(Render(block)).Append('\n');
        return text.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string Render(Block block) => block switch
    {
        Block.Heading heading => $"<h2 id=\"{IdOf(heading)}\">{Escaped(heading.Text)}</h2>",
        Block.Paragraph paragraph => $"<p>{Escaped(paragraph.Text)}</p>",
        Block.Command command => $"<pre tabindex=\"0\"><code>{Escaped(command.Line)}</code></pre>",
        Block.Drawing drawing => $"<figure role=\"group\" aria-label=\"{Escaped(drawing.Words)}\">"
            + $"<div class=\"wide light\" tabindex=\"0\" role=\"img\" "
            + $"aria-label=\"{Escaped(drawing.Words)}\">{Drawn(drawing.Figure, Theme.Light)}</div>"
            + $"<div class=\"wide dark\" tabindex=\"0\" role=\"img\" "
            + $"aria-label=\"{Escaped(drawing.Words)}\">{Drawn(drawing.Figure, Theme.Dark)}</div>"
            + $"<figcaption>{Escaped(drawing.Words)}</figcaption></figure>",
        Block.Table table => Table(table),
        Block.Links links => "<ul>" + string.Concat(links.Items.Select(item =>
            $"<li><a href=\"{Escaped(item.File)}\">{Escaped(item.File)}</a>: {Escaped(item.Says)}</li>")) + "</ul>",
        _ => throw new UnreachableException(),
    };

    /// <summary>
    /// Returns a table. On a narrow screen a table of words becomes a list; one of numbers scrolls, and its caption stays.
    /// </summary>
    private static string Table(Block.Table table)
    {
        bool isWords = !table.Columns.Any(column => column.AlignsRight);
        var text =
            new StringBuilder(
                $"<div class=\"wide{(isWords ? " words" : "")}\" tabindex=\"0\" role=\"region\" "
                    + $"aria-label=\"{Escaped(table.Caption)}\"><table><caption><span>{Escaped(table.Caption)}</span></caption>\n"
                    + "<thead><tr>");
        foreach (var column in table.Columns) text.Append($"<th scope=\"col\"{Class(column)}>{Escaped(column.Title)}</th>");
        text.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            text.Append("<tr>");
            for (int i = 0; i < row.Length; i++)
            {
                string title = isWords ? $" data-title=\"{Escaped(table.Columns[i].Title)}\"" : "";
                text.Append($"<td{Class(table.Columns[i])}{title}>{Escaped(row[i])}</td>");
            }

            text.Append("</tr>\n");
        }

        return text.Append("</tbody></table></div>").ToString();
    }

    private static string Drawn(Figure figure, Theme theme) => SvgRenderer.Markup(figure with { Id = $"{figure.Id}-{theme.Name}" }, theme);

    private static string Class(Column column) => column.AlignsRight ? " class=\"n\"" : "";

    private static string IdOf(Block.Heading heading) =>
        new([.. heading.Text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
