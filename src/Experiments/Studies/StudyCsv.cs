using CsvHelper;
using Teleo.Engine.Storage;
using Teleo.Experiments.Tables;

namespace Teleo.Experiments.Studies;

/// <summary>A column of a study's table: name, unit, meaning, and the value of a row.</summary>
/// <param name="Better">The better direction of a metric, <c>higher</c> or <c>lower</c>; empty for other columns.</param>
internal sealed record StudyColumn<T>(string Name, string Unit, string Meaning, Func<T, object?> Read, string Better = "");

/// <summary>Writes the tables of a study as CSV. Equal rows give equal bytes.</summary>
internal static class StudyCsv
{
    /// <summary>Writes a table and, beside it, the dictionary of its columns.</summary>
    public static void Write<T>(string path, IReadOnlyList<StudyColumn<T>> columns, IEnumerable<T> rows)
    {
        AtomicFile.Write(path, stream =>
        {
            using var writer = CsvWriter.Create(stream, CsvText.Options, leaveOpen: true);
            writer.WriteHeader([.. columns.Select(column => column.Name)]);
            foreach (var row in rows) WriteRow(writer, columns, row);
        });
        Describe(path, columns);
    }

    public static void WriteRow<T>(CsvWriter writer, IReadOnlyList<StudyColumn<T>> columns, T row) =>
        CsvText.WriteRow(writer, columns.Select(column => column.Read(row)));

    /// <summary>Writes the data dictionary of a table beside it.</summary>
    public static void Describe<T>(string path, IEnumerable<StudyColumn<T>> columns) =>
        WriteRecords(Path.ChangeExtension(path, ".dictionary.csv"),
            columns.Select(column => new ColumnRow(column.Name, column.Unit, column.Meaning, column.Better)));

    /// <summary>Returns a row as JSON members with the names of the columns; null for an unknown number.</summary>
    public static OrderedDictionary<string, object?> Members<T>(IEnumerable<StudyColumn<T>> columns, T row) => new(columns.Select(column =>
        KeyValuePair.Create(column.Name, column.Read(row) is var value && value is double number && !double.IsFinite(number)
            ? null
            : value)));

    public static void WriteRecords<T>(string path, IEnumerable<T> records) => AtomicFile.Write(path, stream =>
    {
        using var writer = CsvWriter.Create(stream, CsvText.Options, leaveOpen: true);
        writer.WriteHeader<T>();
        writer.WriteRecords(records);
    });
}

/// <summary>One line of a data dictionary.</summary>
[CsvRecord]
internal sealed partial record ColumnRow(
    [property: CsvColumn("column")] string Column,
    [property: CsvColumn("unit")] string Unit,
    [property: CsvColumn("definition")] string Definition,
    [property: CsvColumn("better")] string Better);
