using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Teleo.Engine.Input;
using Teleo.Engine.Storage;
using Teleo.Experiments.Studies;
using Teleo.Experiments.Tables;

namespace Teleo.Experiments.Falsification;

/// <summary>
/// Writes a study as an experiment of MLflow's file store: a folder of the experiment, in it a folder of each run, and a file of each
/// parameter, metric and tag. The experiment's folder appears by one rename, so it is complete or absent.
/// </summary>
internal static class MlflowStore
{
    /// <summary>The name of the format.</summary>
    public const string Format = "mlflow";

    private const string Meta = "meta.yaml";

    // An export can be made again, so nothing of it is flushed.
    private static readonly IDisk Disk = LocalDisk.Instance;

    // States of a run, as MLflow numbers them.
    private const int Finished = 3, Failed = 4;

    // The kind of program that made a run, as MLflow numbers it: one on this machine.
    private const int LocalSource = 4;

    /// <summary>Writes the experiment below <paramref name="root"/> and returns its folder.</summary>
    /// <param name="code">The code that made the runs.</param>
    /// <param name="notes">Further tags of the experiment, such as how far its results may confirm.</param>
    public static string Write(StudyResults results, CellStore store, string code, IReadOnlyDictionary<string, string> notes, string root)
    {
        string id = IdOf(results, store), folder = Path.GetFullPath(Path.Combine(root, id)), partial = folder + ".partial";
        if (Disk.IdentityOf(folder) is not null)
            throw new InputException("AlreadyThere",
                "this experiment was exported there already and is not replaced; remove its folder or name another with --tables", folder);
        Disk.DeleteTree(partial);
        Disk.MakeFolders(Path.GetDirectoryName(folder)!);
        var times = results.Runs.Select(run => store.TimesOf(run.Cell)).ToList();
        WriteMeta(partial, new()
        {
            ["artifact_location"] = new Uri(folder).AbsoluteUri,
            ["creation_time"] = Milliseconds(times.Min(time => time.Began)),
            ["experiment_id"] = id,
            ["last_update_time"] = Milliseconds(times.Max(time => time.Ended)),
            ["lifecycle_stage"] = "active",
            ["name"] = results.Study.Name,
        });
        WriteTexts(Path.Combine(partial, "tags"), [new("mlflow.note.content", results.Study.Question), .. notes]);
        foreach (var ((cell, outcome), time) in results.Runs.Zip(times))
        {
            string run = store.NameOf(cell), runFolder = Path.Combine(partial, run);
            WriteMeta(runFolder, RunMeta(cell, outcome, time, run, id, folder));
            var key = new RowKey(run, cell.Arm, (long)cell.Seed, cell.Workload, CsvText.Number(cell.Budget), code);
            WriteTexts(Path.Combine(runFolder, "params"), RowKey.Columns.Zip(key.Cells)
                .Select(field => KeyValuePair.Create(field.First.Name, Convert.ToString(field.Second, CultureInfo.InvariantCulture)!)));
            WriteTexts(Path.Combine(runFolder, "metrics"), Metrics(results, outcome, time.Ended));
            WriteTexts(Path.Combine(runFolder, "tags"), Tags(cell, outcome, code));
            CopyFiles(store.PathOf(cell), Path.Combine(runFolder, "artifacts"));
        }

        Disk.Rename(partial, folder);
        return folder;
    }

    /// <summary>
    /// A number of 18 digits that follows from the study and its runs: the same study exported twice is one experiment, and a study that
    /// was run again under another registration is another.
    /// </summary>
    private static string IdOf(StudyResults results, CellStore store)
    {
        string text = string.Join('\n', results.Runs.Select(run => store.NameOf(run.Cell)).Prepend(results.Study.Name));
        ulong number = Convert.ToUInt64(Fingerprint.Of(text)[..16], 16);
        return (100_000_000_000_000_000 + number % 900_000_000_000_000_000).ToString(CultureInfo.InvariantCulture);
    }

    private static SortedDictionary<string, object?> RunMeta(Cell cell, CellOutcome outcome, CellTimes time, string run, string experiment,
        string folder) =>
        new(StringComparer.Ordinal)
        {
            ["artifact_uri"] = new Uri(Path.Combine(folder, run, "artifacts")).AbsoluteUri,
            ["deleted_time"] = null,
            ["end_time"] = Milliseconds(time.Ended),
            ["entry_point_name"] = "",
            ["experiment_id"] = experiment,
            ["lifecycle_stage"] = "active",
            ["run_id"] = run,
            ["run_name"] = cell.ToString(),
            ["run_uuid"] = run,
            ["source_name"] = "",
            ["source_type"] = LocalSource,
            ["source_version"] = "",
            ["start_time"] = Milliseconds(time.Began),
            ["status"] = outcome.Failed ? Failed : Finished,
            ["tags"] = Array.Empty<string>(),
            ["user_id"] = "teleo",
        };

    /// <summary>One line of each metric that has a value: the time, the value, the step.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Metrics(StudyResults results, CellOutcome outcome, DateTimeOffset ended) =>
        outcome.Failed ? [] : results.Metrics.Zip(outcome.Values).Where(metric => double.IsFinite(metric.Second)).Select(metric =>
            KeyValuePair.Create(metric.First.Name, $"{Milliseconds(ended)} {CsvText.Number(metric.Second)} 0\n"));

    private static ImmutableArray<KeyValuePair<string, string>> Tags(Cell cell, CellOutcome outcome, string code)
    {
        ImmutableArray<KeyValuePair<string, string>> tags =
        [
            new("mlflow.runName", cell.ToString()), new("mlflow.source.name", "teleo study"), new("mlflow.source.type", "LOCAL"),
            new("mlflow.user", "teleo"), new("code", code),
        ];
        return outcome.Failed ? tags.Add(new("failure", outcome.Failure)) : tags;
    }

    private static void CopyFiles(string from, string to)
    {
        Disk.MakeFolder(to);
        foreach (string name in Disk.NamesIn(from)) Disk.Write(Path.Combine(to, name), Disk.ReadAll(Path.Combine(from, name)));
    }

    private static void WriteTexts(string folder, IEnumerable<KeyValuePair<string, string>> texts)
    {
        Disk.MakeFolder(folder);
        foreach (var (name, text) in texts) Disk.Write(Path.Combine(folder, name), Encoding.UTF8.GetBytes(text));
    }

    /// <summary>JSON values are valid YAML, so a text needs no other quoting.</summary>
    private static void WriteMeta(string folder, SortedDictionary<string, object?> fields) => WriteTexts(folder,
        [new(Meta, string.Concat(fields.Select(field => $"{field.Key}: {JsonSerializer.Serialize(field.Value)}\n")))]);

    private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();
}
