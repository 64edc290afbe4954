using System.Globalization;
using CsvHelper;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Studies;

/// <summary>Writes the tables of a study as CSV. Equal records give equal bytes.</summary>
internal static class StudyCsv
{
    internal static readonly CsvWriterOptions Csv = CsvWriterOptions.Default with
    {
        NewLine = "\n",
        FormatProvider = CultureInfo.InvariantCulture,
    };

    public static void WriteRecords<T>(string path, IEnumerable<T> records) => AtomicFile.Write(path, stream =>
    {
        using var writer = CsvWriter.Create(stream, Csv, leaveOpen: true);
        writer.WriteHeader<T>();
        writer.WriteRecords(records);
    });

    /// <summary>A number that reads back as itself; nothing where there is none.</summary>
    internal static string Text(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";
}

/// <summary>One line of a data dictionary.</summary>
[CsvRecord]
internal sealed partial record ColumnRow(
    [property: CsvColumn("column")] string Column,
    [property: CsvColumn("unit")] string Unit,
    [property: CsvColumn("definition")] string Definition);
