using System.Collections.Immutable;
using CsvHelper;
using Teleo.Controller.Tracing;

namespace Teleo.Experiments.Tables;

/// <summary>Writes tables as CSV: names first, numbers that read back exactly, empty cells for unknown values.</summary>
internal sealed class CsvTables(IReadOnlyDictionary<string, Stream> files) : ITableWriter
{
    private readonly Dictionary<string, CsvWriter> _writers = files.ToDictionary(
        file => file.Key, file => CsvWriter.Create(file.Value, CsvText.Options, leaveOpen: true));

    public void Open(string table, ImmutableArray<TableColumn> columns) =>
        _writers[table].WriteHeader([.. columns.Select(column => column.Name)]);

    public void Add(string table, ReadOnlySpan<object?> cells)
    {
        var writer = _writers[table];
        foreach (object? cell in cells) CsvText.WriteCell(writer, cell is double number ? CsvText.Named(number) : cell);
        writer.EndRecord();
    }

    public void Finish()
    {
        foreach (var writer in _writers.Values) writer.Flush();
    }

    public void Dispose()
    {
        foreach (var writer in _writers.Values) writer.Dispose();
    }
}
