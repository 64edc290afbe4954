using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Teleo.Experiments.Documents;
using Teleo.Experiments.Tables;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>
/// Writes a report as one page that needs nothing else: no network, no scripts. It follows the reader's choice of light or
/// dark, its tables scroll by themselves on a narrow screen, and every part can be reached by keyboard.
/// </summary>
internal static partial class HtmlReport
{
    /// <summary>Pixels of every figure on a wide page and on a narrow one, so that letters have one size on a page.</summary>
    private const int Wide = 680, Narrow = 368;

    /// <summary>A cell with more letters is words, and is given room to wrap in on a narrow screen.</summary>
    private const int LongCell = 24;

    private static readonly string Style = PageStyle.Base + EmbeddedText.Of(typeof(HtmlReport), "report.css");

    public static string Render(ReportPage page)
    {
        var text = new StringBuilder();
        text.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n")
            .Append($"<title>{Escaped(page.Title)}</title>\n<style>\n{Style}</style>\n</head>\n<body>\n")
            .Append("<a class=\"skip\" href=\"#content\">To the content</a>\n<main id=\"content\">\n")
            .Append($"<h1>{Escaped(page.Title)}</h1>\n<p class=\"lead\">{Escaped(page.Summary)}</p>\n<div class=\"first\">\n");
        if (page.Picture is { } picture) text.Append(Render(picture)).Append('\n');
        if (page.Next.Length > 0) text.Append(Steps(page)).Append('\n');
        text.Append("</div>\n<nav aria-label=\"Sections\"><p>");
        var headings = page.Blocks.OfType<Block.Heading>().ToList();
        text.AppendJoin(" · ", headings.Select(h => $"<a href=\"#{IdOf(h)}\">{Escaped(h.Text)}</a>")).Append("</p></nav>\n");
        foreach (var block in page.Blocks) text.Append(Render(block)).Append('\n');
        return text.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string Render(Block block) => block switch
    {
        Block.Heading heading => $"<h2 id=\"{IdOf(heading)}\">{Escaped(heading.Text)}</h2>",
        Block.Paragraph paragraph => $"<p>{Escaped(paragraph.Text)}</p>",
        Block.Command command => $"<pre tabindex=\"0\"><code>{Words(command.Line)}</code></pre>",
        Block.Drawing drawing => $"<figure>{Drawn(drawing, "broad", Wide, drawing.Figure.Columns)}{Drawn(drawing, "slim", Narrow, 1)}"
            + $"<figcaption>{Escaped(drawing.Words)}</figcaption></figure>",
        Block.Table table => Table(table),
        _ => throw new UnreachableException(),
    };

    private static string Steps(ReportPage page)
    {
        var text = new StringBuilder("<section aria-labelledby=\"what-next\"><h2 id=\"what-next\">What to do next</h2><ul>\n");
        foreach (var step in page.Next)
        {
            text.Append("<li>");
            if (step.File is { } file) text.Append($"<a href=\"{Escaped(file)}\">{Escaped(file)}</a>: ");
            text.Append(Escaped(step.Says));
            if (step.Command is { } command) text.Append($"<code>{Words(command)}</code>");
            text.Append("</li>\n");
        }

        return text.Append("</ul></section>").ToString();
    }

    /// <summary>A command whose words are not broken where a line ends.</summary>
    private static string Words(string command) => Word().Replace(WebUtility.HtmlEncode(command), "<span>$0</span>");

    /// <summary>
    /// Returns a table. On a narrow screen a table of words becomes a list; one of numbers scrolls beside its first column.
    /// </summary>
    private static string Table(Block.Table table)
    {
        bool isWords = !table.Columns.Any(column => column.AlignsRight);
        string label = table.Caption.Length > 0 ? table.Caption : string.Join(", ", table.Columns.Select(column => column.Title));
        var text = new StringBuilder($"<div class=\"wide{(isWords ? " words" : "")}\" tabindex=\"0\" role=\"region\" ")
            .Append($"aria-label=\"{Escaped(label)}\"><table>");
        if (table.Caption.Length > 0) text.Append($"<caption><span>{Escaped(table.Caption)}</span></caption>");
        text.Append("\n<thead><tr>");
        foreach (var column in table.Columns)
            text.Append($"<th scope=\"col\"{(column.AlignsRight ? " class=\"n\"" : "")}>{Escaped(column.Title)}</th>");
        text.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            text.Append("<tr>");
            for (int i = 0; i < row.Length; i++) text.Append(Cell(table.Columns[i], row[i], isWords));
            text.Append("</tr>\n");
        }

        return text.Append("</tbody></table></div>").ToString();
    }

    private static string Cell(Column column, string text, bool isWords)
    {
        string kind = column.AlignsRight ? " class=\"n\"" : text.Length > LongCell ? " class=\"long\"" : "";
        string title = isWords ? $" data-title=\"{Escaped(column.Title)}\"" : "";
        return $"<td{kind}{title}>{Escaped(text)}</td>";
    }

    private static string Drawn(Block.Drawing drawing, string kind, int width, int columns)
    {
        var figure = drawing.Figure with { Id = $"{drawing.Figure.Id}-{kind}", Width = width, Columns = columns };
        string svg = SvgRenderer.Markup(figure, PageStyle.Inks);
        return $"<div class=\"{kind}\" role=\"img\" aria-label=\"{Escaped(drawing.Words)}\">{svg}</div>";
    }

    private static string IdOf(Block.Heading heading) =>
        new([.. heading.Text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);

    /// <summary>Keeps a number and its unit on one line.</summary>
    private static string Escaped(string text) => WebUtility.HtmlEncode(BeforeUnit().Replace(text, "\u00a0"));

    [GeneratedRegex(@"\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<=\d) (?=%|(?:ms|us|µs|s|min|h|d|B|kB|KiB|MB|MiB|GB|GiB|TB|credits)\b)")]
    private static partial Regex BeforeUnit();
}
