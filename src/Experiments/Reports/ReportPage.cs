using System.Collections.Immutable;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Worlds;
using Teleo.Figures.Drawing;

namespace Teleo.Experiments.Reports;

/// <summary>
/// A report as a value: what was found, the picture that shows it, what to do next, then everything else in order. The two renderers
/// determine its look.
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

/// <summary>The closed set of parts of a report.</summary>
internal abstract record Block
{
    private Block()
    {
    }

    /// <summary>Returns the block if the condition holds, otherwise nothing.</summary>
    public static IEnumerable<Block> If(bool condition, Func<Block> block) => condition ? [block()] : [];

    /// <summary>Returns a text as a paragraph; nothing if there is no text.</summary>
    public static IEnumerable<Block> Known(string? text) => text is null ? [] : [new Paragraph(text)];

    /// <summary>Returns the assumptions under their heading; nothing if there are none.</summary>
    public static IEnumerable<Block> Assumed(IReadOnlyList<Assumption> assumed) =>
        assumed.Count == 0 ? [] : [new Heading("Assumed"), .. assumed.Select(assumption => new Paragraph($"ASSUMED {assumption}."))];

    /// <summary>The command that makes the page again, under its heading.</summary>
    public static IEnumerable<Block> Again(string command) => [new Heading("Do it again"), new Command(command)];

    internal sealed record Heading(string Text) : Block;

    internal sealed record Paragraph(string Text) : Block;

    internal sealed record Table(string Caption, ImmutableArray<Column> Columns, ImmutableArray<ImmutableArray<string>> Rows) : Block
    {
        /// <summary>Returns a table with one line per row; each column selects its cell of a row.</summary>
        public static Table Of<T>(string caption, IEnumerable<T> rows,
            params IReadOnlyList<(Column Column, Func<T, object?> Cell)> columns) => new(caption,
            [.. columns.Select(column => column.Column)],
            [.. rows.Select(row => columns.Select(column => Column.Written(column.Cell(row))).ToImmutableArray())]);

        /// <summary>Returns such a table if there are rows, otherwise nothing.</summary>
        public static IEnumerable<Block> OfAny<T>(string caption, IEnumerable<T> rows,
            params IReadOnlyList<(Column Column, Func<T, object?> Cell)> columns)
        {
            var table = Of(caption, rows, columns);
            return table.Rows.IsEmpty ? [] : [table];
        }

        /// <summary>Returns a table of names and their values.</summary>
        public static Table Facts(string caption, params IReadOnlyList<(string Name, string Value)> facts) => Of(caption, facts,
            (Column.Text("what"), fact => fact.Name), (Column.Text("is"), fact => fact.Value));
    }

    /// <summary>A drawing and its description for screen readers.</summary>
    internal sealed record Drawing(Figure Figure, string Words) : Block;

    internal sealed record Command(string Line) : Block;
}
