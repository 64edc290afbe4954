using System.Diagnostics;
using System.Net;
using System.Text;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>
/// Writes a report as one page that needs nothing else: no network, no scripts. It follows the reader's choice of light or
/// dark, its tables scroll by themselves on a narrow screen, and every part can be reached by keyboard.
/// </summary>
internal static class HtmlReport
{
    private const string Style = """
        :root { color-scheme: light dark; --paper: #fff; --ink: #1a1a1a; --quiet: #5c5c5c; --line: #d8d8d8; --shade: #f4f4f2; --mark: #1f4e9e; }
        @media (prefers-color-scheme: dark) { :root { --paper: #14161a; --ink: #eceef0; --quiet: #a4aab3; --line: #3a404a; --shade: #1d2026; --mark: #6f95f7; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 72rem; margin: 0 auto; padding: 1rem; }
        h1 { font-size: 1.7rem; line-height: 1.2; } h2 { margin-top: 2.2rem; font-size: 1.2rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
        p { max-width: 46rem; overflow-wrap: break-word; } .lead { font-size: 1.1rem; }
        .wide { overflow-x: auto; } .wide:focus-visible, a:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
        table { border-collapse: collapse; font-size: .92rem; } caption { text-align: left; color: var(--quiet); padding: .3rem 0; }
        th, td { text-align: left; padding: .25rem .7rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        th { white-space: nowrap; } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        pre { background: var(--shade); padding: .7rem; overflow-x: auto; } figure { margin: 1rem 0; } figcaption { color: var(--quiet); }
        .skip { position: absolute; left: -100rem; } .skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .3rem; }
        a { color: var(--mark); } figure svg { width: min(100%, 52rem); height: auto; } .dark { display: none; }
        @media (prefers-color-scheme: dark) { .dark { display: block; } .light { display: none; } }
        @media (max-width: 40rem) {
          .words thead { position: absolute; left: -100rem; } .words tr { display: block; padding: .4rem 0; border-bottom: 1px solid var(--line); }
          .words td { display: block; border: 0; padding: 0; overflow-wrap: anywhere; } .words td[data-title]:not(:first-child)::before { content: attr(data-title) ": "; color: var(--quiet); }
          .words td:first-child { font-weight: 600; }
        }
        @media print { .wide { overflow: visible; } }
        """;

    public static string Render(ReportPage page)
    {
        var text = new StringBuilder();
        text.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n")
            .Append($"<title>{Escaped(page.Title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n")
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

    /// <summary>On a narrow screen a table of words becomes a list; one of numbers scrolls.</summary>
    private static string Table(Block.Table table)
    {
        bool isWords = !table.Columns.Any(column => column.IsNumber);
        var text =
            new StringBuilder(
                $"<div class=\"wide{(isWords ? " words" : "")}\" tabindex=\"0\" role=\"region\" "
                    + $"aria-label=\"{Escaped(table.Caption)}\"><table><caption>{Escaped(table.Caption)}</caption>\n<thead><tr>");
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

    private static string Class(TableColumn column) => column.IsNumber ? " class=\"n\"" : "";

    private static string IdOf(Block.Heading heading) =>
        new([.. heading.Text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
