using System.Diagnostics;
using System.Text;

namespace Teleo.Experiments.Reports;

/// <summary>Writes a report as Markdown: the same text and tables as the page, with drawings described in words.</summary>
internal static class MarkdownReport
{
    public static string Render(ReportPage page)
    {
        var text = new StringBuilder($"# {page.Title}\n\n{page.Summary}\n");
        if (page.Picture is { } picture) text.Append('\n').Append(Render(picture));
        if (page.Next.Length > 0) text.Append("\n## What to do next\n\n");
        foreach (var step in page.Next)
        {
            string file = step.File is null ? "" : $"[{step.File}]({step.File}): ";
            string command = step.Command is null ? "" : $" `{step.Command}`";
            text.Append($"- {file}{step.Says}{command}\n");
        }

        foreach (var block in page.Blocks) text.Append('\n').Append(Render(block));
        return text.ToString();
    }

    private static string Render(Block block) => block switch
    {
        Block.Heading heading => $"## {heading.Text}\n",
        Block.Paragraph paragraph => paragraph.Text + "\n",
        Block.Command command => $"```\n{command.Line}\n```\n",
        Block.Drawing drawing => $"*{drawing.Words}*\n",
        Block.Table table => Table(table),
        _ => throw new UnreachableException(),
    };

    private static string Table(Block.Table table)
    {
        var text = new StringBuilder(table.Caption.Length > 0 ? $"**{table.Caption}**\n\n" : "");
        Row(table.Columns.Select(column => column.Title));
        Row(table.Columns.Select(column => column.AlignsRight ? "---:" : "---"));
        foreach (var row in table.Rows) Row(row.Select(cell => cell.Replace("|", "\\|")));
        return text.ToString();

        void Row(IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }
}
