using System.IO.Compression;
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
        StudyCsv.Write(Path.Combine(folder, "runs.csv"), RunColumns(results, store), results.Runs);
        StudyCsv.Write(Path.Combine(folder, "ablation.csv"), EffectColumns.All, summary.Effects);
        StudyCsv.Write(Path.Combine(folder, "claims.csv"), ClaimRow.Columns, summary.ClaimRows);
        StudyCsv.Write(Path.Combine(folder, "aggregates.csv"), AggregateRow.Columns, AggregateRow.Of(results));
        if (results.Study.Factors.Length > 0) StudyCsv.Write(Path.Combine(folder, "factors.csv"), FactorRow.Columns, FactorRow.Of(results));
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
            string capacity = CsvText.Number(cell.Budget);
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
    private static void Join<T>(string folder, string name, StudyColumn<T>[] columns, StudyResults results, CellStore store)
    {
        string file = $"{name}.csv.gz";
        StudyColumn<T>[] all = [new("cell", "", "the run, as in runs.csv", _ => null), .. columns];
        StudyCsv.Describe(Path.Combine(folder, $"{name}.csv"), all);
        TraceFile.Write(Path.Combine(folder, file), stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine(string.Join(',', all.Select(column => column.Name)));
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

    private static StudyColumn<(Cell Cell, CellOutcome Outcome)>[] RunColumns(StudyResults results, CellStore store) =>
    [
        new("cell", "", "first twelve digits of the hash of everything that determines the run; its folder's name",
            run => store.NameOf(run.Cell)),
        new("workload", "", "name of the workload", run => run.Cell.Workload),
        new("budget", "share", "memory budget as a share of what all skills together would take", run => run.Cell.Budget),
        new("arm", "", "policy or ablation", run => run.Cell.Arm),
        new("seed", "", "root seed of the run's random streams", run => run.Cell.Seed),
        new("failure", "", "why the run came to no end; empty when it did", run => run.Outcome.Failure),
        .. results.Metrics.Select((metric, i) => new StudyColumn<(Cell, CellOutcome Outcome)>(
            metric.Name, metric.Unit, metric.Definition, run => run.Outcome.Failed ? null : run.Outcome.Values[i], metric.Direction)),
    ];
}
