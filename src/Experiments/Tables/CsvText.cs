using System.Globalization;
using CsvHelper;

namespace Teleo.Experiments.Tables;

/// <summary>
/// Writes rows as CSV: numbers that read back exactly, empty cells for unknown values. Equal rows give equal bytes.
/// </summary>
internal static class CsvText
{
    internal static readonly CsvWriterOptions Options = CsvWriterOptions.Default with
    {
        NewLine = "\n",
        FormatProvider = CultureInfo.InvariantCulture,
    };

    /// <summary>Returns a table as text, with the names of its columns in the first line.</summary>
    public static string Of(IReadOnlyList<string> names, IEnumerable<object?[]> rows)
    {
        using var text = new StringWriter();
        using (var writer = CsvWriter.Create(text, Options, leaveOpen: true))
        {
            writer.WriteHeader([.. names]);
            foreach (object?[] row in rows) WriteRow(writer, row);
        }

        return text.ToString();
    }

    public static void WriteRow(CsvWriter writer, IEnumerable<object?> cells)
    {
        foreach (object? cell in cells) WriteCell(writer, cell);
        writer.EndRecord();
    }

    public static void WriteCell(CsvWriter writer, object? cell) =>
        writer.WriteField(Cell(cell), cell is Quoted ? CsvQuoting.Always : CsvQuoting.WhenNeeded);

    /// <summary>Returns a number as a cell; one that is not a number or infinite is written by its name.</summary>
    public static string Named(double value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number that reads back as itself; nothing where there is none.</summary>
    public static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    private static string Cell(object? value) => value switch
    {
        double number => Number(number),
        bool flag => flag ? "true" : "false",
        Quoted quoted => quoted.Text,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}

/// <summary>A text that is quoted in every row, also where CSV does not need it.</summary>
internal readonly record struct Quoted(string Text);
