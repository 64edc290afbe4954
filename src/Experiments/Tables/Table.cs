namespace Teleo.Experiments.Tables;

/// <summary>
/// Rows under aligned headings, no wider than a terminal: <c>new Table(Column.Text("policy"), Column.Number("misses"))</c>.
/// </summary>
internal sealed class Table(params Column[] columns)
{
    public const int DefaultWidth = 100;

    private const string Gap = "  ";
    private const int LeastWidth = 8;
    private readonly List<string[]> _rows = [];

    public int Count => _rows.Count;

    /// <summary>Returns a table with one line for each row; each column says which cell of a row it shows.</summary>
    public static Table Of<T>(IEnumerable<T> rows, params IReadOnlyList<(Column Column, Func<T, object?> Cell)> columns)
    {
        var table = new Table([.. columns.Select(column => column.Column)]);
        foreach (var row in rows) table.Add([.. columns.Select(column => column.Cell(row))]);
        return table;
    }

    /// <summary>Returns a table of names and values; names without a value are left out.</summary>
    public static Table Facts(params IEnumerable<(string Name, string? Value)> facts) => Of(facts.Where(fact => fact.Value is not null),
        (Column.Word(""), fact => fact.Name), (Column.Text(""), fact => fact.Value));

    /// <summary>Adds one cell per column, in their order. Numbers are not rounded here.</summary>
    public void Add(params ReadOnlySpan<object?> cells)
    {
        if (cells.Length != columns.Length) throw new ArgumentException($"{cells.Length} cells for {columns.Length} columns");
        var row = new string[cells.Length];
        for (int i = 0; i < row.Length; i++) row[i] = Column.Written(cells[i]);
        _rows.Add(row);
    }

    /// <param name="width">The most characters of a line.</param>
    /// <param name="emphasise">Marks the headings; null leaves them plain.</param>
    public void WriteTo(TextWriter output, int width = DefaultWidth, Func<string, string>? emphasise = null)
    {
        int[] shown = Shown(width), widths = Widths(shown, width);
        string[][] headings = [.. shown.Select((column, i) => (string[])[.. TextLines.Wrap(columns[column].Title, widths[i])])];
        int tallest = headings.Max(heading => heading.Length);
        for (int line = 0; line < tallest; line++)
        {
            // The last line of every heading stands on the first row.
            string text = Line([.. headings.Select(heading => heading.ElementAtOrDefault(line - tallest + heading.Length) ?? "")]);
            output.WriteLine(emphasise is null ? text : emphasise(text));
        }

        foreach (string[] row in _rows)
        {
            string[][] cells = [.. shown.Select((column, i) =>
                columns[column].Shrinks ? [.. TextLines.Wrap(row[column], widths[i])] : (string[])[row[column]])];
            for (int line = 0; line < cells.Max(cell => cell.Length); line++)
                output.WriteLine(Line([.. cells.Select(cell => line < cell.Length ? cell[line] : "")]));
        }

        var left = Enumerable.Range(0, columns.Length).Except(shown).Select(i => columns[i].Title).ToList();
        if (left.Count > 0) output.WriteLine($"Left out for want of width: {string.Join(", ", left)}.");

        string Line(string[] cells) => string.Join(Gap, cells.Select((cell, i) =>
            columns[shown[i]].AlignsRight ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd();
    }

    /// <summary>The columns that are written: without the last of the extra ones until no cell has to be broken.</summary>
    private int[] Shown(int limit)
    {
        var shown = Enumerable.Range(0, columns.Length).ToList();
        while (shown.Sum(Narrowest) + Gap.Length * (shown.Count - 1) > limit)
        {
            int last = shown.FindLastIndex(i => columns[i].IsExtra);
            if (last < 0) break;
            shown.RemoveAt(last);
        }

        return [.. shown];
    }

    private int[] Widths(int[] shown, int limit)
    {
        int[] widths = [.. shown.Select(i => Math.Max(Cells(i), columns[i].Title.Length))];
        int excess = widths.Sum() + Gap.Length * (widths.Length - 1) - limit;

        // Headings are broken between words before any cell is broken.
        excess = Narrow(widths, excess, i => widths[i] > Narrowest(shown[i]));
        Narrow(widths, excess, i => columns[shown[i]].Shrinks && widths[i] > LeastWidth);
        return widths;
    }

    /// <summary>Narrows the widest allowed column, one letter at a time, and returns the remaining excess.</summary>
    private static int Narrow(int[] widths, int excess, Func<int, bool> mayBeNarrower)
    {
        for (; excess > 0; excess--)
        {
            int widest = Enumerable.Range(0, widths.Length).Where(mayBeNarrower).OrderByDescending(i => widths[i]).FirstOrDefault(-1);
            if (widest < 0) break;
            widths[widest]--;
        }

        return excess;
    }

    /// <summary>Returns the width of a column with complete cells and its heading in lines of one word.</summary>
    private int Narrowest(int column) => Math.Max(Cells(column), columns[column].Title.Split(' ').Max(word => word.Length));

    private int Cells(int column) => _rows.Select(row => row[column].Length).DefaultIfEmpty(0).Max();
}
