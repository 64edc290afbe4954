using System.Collections.Immutable;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>A report as a value: its blocks in order. The two renderers determine its look.</summary>
internal sealed record ReportPage(string Title, string Summary, ImmutableArray<Block> Blocks);

/// <summary>The closed set of parts of a report.</summary>
internal abstract record Block
{
    private Block()
    {
    }

    internal sealed record Heading(string Text) : Block;

    internal sealed record Paragraph(string Text) : Block;

    internal sealed record Table(string Caption, ImmutableArray<TableColumn> Columns, ImmutableArray<ImmutableArray<string>> Rows) : Block;

    /// <summary>A drawing and its description for screen readers.</summary>
    internal sealed record Drawing(Figure Figure, string Words) : Block;

    internal sealed record Command(string Line) : Block;

    /// <summary>Links to files beside the page.</summary>
    internal sealed record Links(ImmutableArray<(string File, string Says)> Items) : Block;
}

internal readonly record struct TableColumn(string Title, bool IsNumber = false)
{
    public static TableColumn Number(string title) => new(title, IsNumber: true);
}
