using System.Collections.Immutable;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Worlds;
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

    /// <summary>The block where the condition holds, and nothing otherwise.</summary>
    public static IEnumerable<Block> If(bool condition, Func<Block> block) => condition ? [block()] : [];

    /// <summary>A text as a paragraph; nothing where there is none.</summary>
    public static IEnumerable<Block> Known(string? text) => text is null ? [] : [new Paragraph(text)];

    /// <summary>The assumptions under their heading; nothing where there are none.</summary>
    public static IEnumerable<Block> Assumed(IReadOnlyList<Assumption> assumed) =>
        assumed.Count == 0 ? [] : [new Heading("Assumed"), .. assumed.Select(assumption => new Paragraph($"ASSUMED {assumption}."))];

    internal sealed record Heading(string Text) : Block;

    internal sealed record Paragraph(string Text) : Block;

    internal sealed record Table(string Caption, ImmutableArray<Column> Columns, ImmutableArray<ImmutableArray<string>> Rows) : Block
    {
        /// <summary>A table of one line per row, each column with the cell that it shows of a row.</summary>
        public static Table Of<T>(string caption, IEnumerable<T> rows,
            params IReadOnlyList<(Column Column, Func<T, object?> Cell)> columns) => new(caption,
            [.. columns.Select(column => column.Column)],
            [.. rows.Select(row => columns.Select(column => Column.Written(column.Cell(row))).ToImmutableArray())]);

        /// <summary>Such a table where there are rows, and nothing otherwise.</summary>
        public static IEnumerable<Block> OfAny<T>(string caption, IEnumerable<T> rows,
            params IReadOnlyList<(Column Column, Func<T, object?> Cell)> columns)
        {
            var table = Of(caption, rows, columns);
            return table.Rows.IsEmpty ? [] : [table];
        }

        /// <summary>A table of names and what each is.</summary>
        public static Table Facts(string caption, params IReadOnlyList<(string Name, string Value)> facts) => Of(caption, facts,
            (Column.Text("what"), fact => fact.Name), (Column.Text("is"), fact => fact.Value));
    }

    /// <summary>A drawing and its description for screen readers.</summary>
    internal sealed record Drawing(Figure Figure, string Words) : Block;

    internal sealed record Command(string Line) : Block;

    /// <summary>Links to files beside the page.</summary>
    internal sealed record Links(ImmutableArray<(string File, string Says)> Items) : Block;
}
