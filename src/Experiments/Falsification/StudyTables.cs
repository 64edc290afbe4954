using System.IO.Compression;
using CsvHelper;
using Teleo.Controller.Tracing;
using Teleo.Engine.Storage;
using Teleo.Experiments.Studies;
using Teleo.Experiments.Tables;
using Teleo.Experiments.Tracing;

namespace Teleo.Experiments.Falsification;

/// <summary>The tables of a study and the descriptions of their columns. Equal results give equal bytes.</summary>
internal static class StudyTables
{
    /// <summary>The list of hashes of all tables, as sha256sum writes it.</summary>
    public const string Manifest = "manifest.sha256";

    public static void Write(string folder, StudySummary summary, CellStore store)
    {
        var results = summary.Results;
        WriteRuns(Path.Combine(folder, "runs.csv"), results, store);
        StudyCsv.WriteRecords(Path.Combine(folder, "ablation.csv"), summary.Effects.Select(EffectRow.Of));
        StudyCsv.WriteRecords(Path.Combine(folder, "claims.csv"), summary.ClaimRows);
        StudyCsv.WriteRecords(Path.Combine(folder, "aggregates.csv"), AggregateRow.Of(results));
        StudyCsv.WriteRecords(Path.Combine(folder, "runs.dictionary.csv"), RunColumns(results));
        StudyCsv.WriteRecords(Path.Combine(folder, "ablation.dictionary.csv"), EffectRow.Columns);
        StudyCsv.WriteRecords(Path.Combine(folder, "claims.dictionary.csv"), ClaimRow.Columns);
        StudyCsv.WriteRecords(Path.Combine(folder, "aggregates.dictionary.csv"), AggregateRow.Columns);
        if (results.Study.Factors.Length > 0)
        {
            StudyCsv.WriteRecords(Path.Combine(folder, "factors.csv"), FactorRow.Of(results));
            StudyCsv.WriteRecords(Path.Combine(folder, "factors.dictionary.csv"), FactorRow.Columns);
        }

        if (!results.Study.Traces) return;
        Join(folder, "decisions", DecisionRow.Columns, results, store);
        Join(folder, "ledger", LedgerLine.Columns, results, store);
    }

    /// <summary>Adds every run as a row of the table <c>runs</c>: its key, why it failed where it did, and every metric.</summary>
    public static void Export(StudyResults results, CellStore store, string code, ITableSink sink)
    {
        sink.Open("runs",
        [
            .. RowKey.Columns, new("failure", CellKind.Text),
            .. results.Metrics.Select(metric => new TableColumn(metric.Name, CellKind.Real)),
        ]);
        foreach (var (cell, outcome) in results.Runs)
        {
            string capacity = StudyCsv.Text(cell.Budget);
            var key = new RowKey(store.NameOf(cell), cell.Arm, (long)cell.Seed, cell.Workload, capacity, code);
            var values = Enumerable.Range(0, results.Metrics.Length)
                .Select(i => outcome.Failed || !double.IsFinite(outcome.Values[i]) ? null : (object?)outcome.Values[i]);
            sink.Add("runs", [.. key.Cells, outcome.Failure, .. values]);
        }
    }

    /// <summary>Writes the hash of every table, and returns the hash of that list.</summary>
    public static string WriteManifest(string folder)
    {
        var files = Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)!)
            .Where(name => name != Manifest && (name.EndsWith(".csv", StringComparison.Ordinal)
            || name.EndsWith(".csv.gz", StringComparison.Ordinal) || name is "study.json" or "registration.json")).Order(
                StringComparer.Ordinal);
        string text = string.Concat(files.Select(name => $"{Fingerprint.OfFile(Path.Combine(folder, name))}  {name}\n"));
        AtomicFile.WriteText(Path.Combine(folder, Manifest), text);
        return Fingerprint.Of(text);
    }

    /// <summary>The tables that every run left, one after the other, each line headed by its cell.</summary>
    private static void Join(string folder, string name, ColumnRow[] columns, StudyResults results, CellStore store)
    {
        string file = $"{name}.csv.gz";
        ColumnRow[] all = [new("cell", "", "the run, as in runs.csv"), .. columns];
        StudyCsv.WriteRecords(Path.Combine(folder, $"{name}.dictionary.csv"), all);
        TraceFile.Write(Path.Combine(folder, file), stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine(string.Join(',', all.Select(column => column.Column)));
            foreach (var (cell, _) in results.Runs.Where(run => !run.Outcome.Failed))
            {
                using var compressed = new GZipStream(InputFile.Open(Path.Combine(store.PathOf(cell), file)), CompressionMode.Decompress);
                using var reader = new StreamReader(compressed);
                string prefix = store.NameOf(cell) + ",";
                while (reader.ReadLine() is { } line)
                {
                    writer.Write(prefix);
                    writer.WriteLine(line);
                }
            }

            return true;
        });
    }

    private static void WriteRuns(string path, StudyResults results, CellStore store) => AtomicFile.Write(path, stream =>
    {
        using var writer = CsvWriter.Create(stream, StudyCsv.Csv, leaveOpen: true);
        writer.WriteHeader([.. RunColumns(results).Select(column => column.Column)]);
        foreach (var (cell, outcome) in results.Runs)
        {
            writer.WriteField(store.NameOf(cell));
            writer.WriteField(cell.Workload);
            writer.WriteField(cell.Budget);
            writer.WriteField(cell.Arm);
            writer.WriteField(cell.Seed);
            writer.WriteField(outcome.Failure);
            for (int i = 0; i < results.Metrics.Length; i++) writer.WriteField(outcome.Failed ? "" : StudyCsv.Text(outcome.Values[i]));
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
}
