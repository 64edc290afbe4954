using System.Globalization;
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

    /// <summary>One cell per column, in their order. Numbers are shown as they are: round them before.</summary>
    public void Add(params ReadOnlySpan<object?> cells)
    {
        if (cells.Length != columns.Length) throw new ArgumentException($"{cells.Length} cells for {columns.Length} columns");
        var row = new string[cells.Length];
        for (int i = 0; i < row.Length; i++) row[i] = Convert.ToString(cells[i], CultureInfo.InvariantCulture) ?? "";
        _rows.Add(row);
    }

    /// <param name="width">The most characters of a line.</param>
    /// <param name="emphasise">Marks the headings; null leaves them plain.</param>
    public void WriteTo(TextWriter output, int width = DefaultWidth, Func<string, string>? emphasise = null)
    {
        int[] widths = Widths(width);
        string headings = Line([.. columns.Select(c => c.Title)], widths);
        output.WriteLine(emphasise is null ? headings : emphasise(headings));
        foreach (string[] row in _rows)
        {
            string[][] cells = [.. row.Select((cell, i) => columns[i].Shrinks ? [.. TextLines.Wrap(cell, widths[i])] : (string[])[cell])];
            for (int line = 0; line < cells.Max(cell => cell.Length); line++)
                output.WriteLine(Line([.. cells.Select(cell => line < cell.Length ? cell[line] : "")], widths));
        }
    }

    private int[] Widths(int limit)
    {
        int[] widths = [.. columns.Select((c, i) => _rows.Select(row => row[i].Length).Append(c.Title.Length).Max())];
        int excess = widths.Sum() + Gap.Length * (widths.Length - 1) - limit;
        while (excess > 0)
        {
            int widest = Enumerable.Range(0, widths.Length)
                .Where(i => columns[i].Shrinks && widths[i] > LeastWidth)
                .OrderByDescending(i => widths[i]).FirstOrDefault(-1);
            if (widest < 0) break;
            widths[widest]--;
            excess--;
        }

        return widths;
    }

    private string Line(string[] cells, int[] widths)
    {
        var padded = cells.Select((cell, i) => columns[i].AlignsRight ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
        return string.Join(Gap, padded).TrimEnd();
    }
}
