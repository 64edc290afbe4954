using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Teleo.Controller.Tracing;

namespace Teleo.Experiments.Tables;

/// <summary>Writes tables as CSV: names first, numbers that read back exactly, empty cells for unknown values.</summary>
internal sealed class CsvTables(IReadOnlyDictionary<string, Stream> files) : ITableWriter
{
    private readonly Dictionary<string, StreamWriter> _texts = files.ToDictionary(
        file => file.Key, file => new StreamWriter(file.Value, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" });

    public void Open(string table, ImmutableArray<TableColumn> columns) =>
        _texts[table].WriteLine(string.Join(',', columns.Select(column => column.Name)));

    public void Add(string table, ReadOnlySpan<object?> cells)
    {
        var text = _texts[table];
        for (int i = 0; i < cells.Length; i++)
        {
            if (i > 0) text.Write(',');
            text.Write(Cell(cells[i]));
        }

        text.WriteLine();
    }

    public void Finish()
    {
        foreach (var text in _texts.Values) text.Flush();
    }

    public void Dispose()
    {
        foreach (var text in _texts.Values) text.Dispose();
    }

    private static string Cell(object? value)
    {
        string text = value switch
        {
            null => "",
            bool flag => flag ? "true" : "false",
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
        return text.AsSpan().ContainsAny(",\"\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
