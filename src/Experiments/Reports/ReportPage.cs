using System.Collections.Immutable;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>
/// A report as a value: what was found, the picture that shows it, what to do next, then everything else in order. How it looks is the
/// matter of the two renderers.
/// </summary>
/// <param name="Summary">One sentence that says what was found.</param>
internal sealed record ReportPage(string Title, string Summary, ImmutableArray<Block> Blocks)
{
    /// <summary>The picture of the first screen.</summary>
    public Block.Drawing? Picture { get; init; }

    /// <summary>The steps that lead on from here, the most useful first.</summary>
    public ImmutableArray<NextStep> Next { get; init; } = [];

    /// <summary>Every figure of the page.</summary>
    public IEnumerable<Figure> Figures =>
        Blocks.OfType<Block.Drawing>().Prepend(Picture).OfType<Block.Drawing>().Select(drawing => drawing.Figure);
}

/// <summary>A step that leads on from a page.</summary>
/// <param name="Says">What the step gives.</param>
/// <param name="Command">The line to type, if it is a command.</param>
/// <param name="File">The file beside the page, if it is one.</param>
internal readonly record struct NextStep(string Says, string? Command = null, string? File = null)
{
    /// <summary>Joins the parts of a command, leaving out those that are empty.</summary>
    public static string Line(params string[] parts) => string.Join(' ', parts.Where(part => part.Length > 0));
}

/// <summary>The closed set of things a report is made of.</summary>
internal abstract record Block
{
    private Block()
    {
    }

    internal sealed record Heading(string Text) : Block;

    internal sealed record Paragraph(string Text) : Block;

    internal sealed record Table(string Caption, ImmutableArray<TableColumn> Columns, ImmutableArray<ImmutableArray<string>> Rows) : Block;

    /// <summary>A drawing, and what it shows in words for those who cannot see it.</summary>
    internal sealed record Drawing(Figure Figure, string Words) : Block;

    internal sealed record Command(string Line) : Block;
}

internal readonly record struct TableColumn(string Title, bool IsNumber = false)
{
    public static TableColumn Number(string title) => new(title, IsNumber: true);
}
