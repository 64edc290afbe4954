using System.Globalization;
using CsvHelper;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Studies;

/// <summary>The tables of a study and, beside each, what its columns mean. Equal results give equal bytes.</summary>
internal static class StudyTables
{
    private static readonly CsvWriterOptions Csv = CsvWriterOptions.Default with
    {
        NewLine = "\n",
        FormatProvider = CultureInfo.InvariantCulture,
    };

    public static void Write(string folder, StudySummary summary, CellStore store)
    {
        var results = summary.Results;
        WriteRuns(Path.Combine(folder, "runs.csv"), results, store);
        WriteRecords(Path.Combine(folder, "ablation.csv"), summary.Effects.Select(EffectRow.Of));
        WriteRecords<ClaimRow>(Path.Combine(folder, "claims.csv"), [.. summary.Judged.Select(ClaimRow.Of), .. summary.Commitments.SelectMany(ClaimRow.Of)]);
        WriteRecords(Path.Combine(folder, "runs.dictionary.csv"), RunColumns(results));
        WriteRecords(Path.Combine(folder, "ablation.dictionary.csv"), EffectRow.Columns);
        WriteRecords(Path.Combine(folder, "claims.dictionary.csv"), ClaimRow.Columns);
    }

    public static void WriteRecords<T>(string path, IEnumerable<T> records) => WholeFile.Write(path, stream =>
    {
        using var writer = CsvWriter.Create(stream, Csv, leaveOpen: true);
        writer.WriteHeader<T>();
        writer.WriteRecords(records);
    });

    private static void WriteRuns(string path, StudyResults results, CellStore store) => WholeFile.Write(path, stream =>
    {
        using var writer = CsvWriter.Create(stream, Csv, leaveOpen: true);
        writer.WriteHeader([.. RunColumns(results).Select(column => column.Column)]);
        foreach (var (cell, outcome) in results.Runs)
        {
            writer.WriteField(store.NameOf(cell));
            writer.WriteField(cell.Workload);
            writer.WriteField(cell.Budget);
            writer.WriteField(cell.Arm);
            writer.WriteField(cell.Seed);
            writer.WriteField(outcome.Failure);
            for (int i = 0; i < results.Metrics.Length; i++) writer.WriteField(outcome.Failed ? "" : Text(outcome.Values[i]));
            writer.EndRecord();
        }
    });

    private static IEnumerable<ColumnRow> RunColumns(StudyResults results) =>
    [
        new("cell", "", "first twelve digits of the hash of everything that determines the run; its folder's name"),
        new("workload", "", "name of the workload"),
        new("budget", "share", "memory budget as a share of what all skills together would take"),
        new("arm", "", "policy or ablation"),
        new("seed", "", "root seed of the run's random streams"),
        new("failure", "", "why the run came to no end; empty when it did"),
        .. results.Metrics.Select(metric => new ColumnRow(metric.Name, metric.Unit, metric.Definition)),
    ];

    /// <summary>A number that reads back as itself; nothing where there is none.</summary>
    internal static string Text(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";
}

/// <summary>One line of a data dictionary.</summary>
[CsvRecord]
internal sealed partial record ColumnRow(
    [property: CsvColumn("column")] string Column,
    [property: CsvColumn("unit")] string Unit,
    [property: CsvColumn("definition")] string Definition);
