using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Teleo.Engine.Storage;

namespace Teleo.Experiments.Studies;

/// <summary>
/// The results of cells, one folder each, named by the hash of everything that determines them. A folder appears by one rename and so is
/// complete or absent; a changed file in it is found by its hash and counts as absent. So a cell needs no flush to be right;
/// <see cref="Flush"/> makes written cells survive a power failure. Wall-clock times are in a separate file, outside the hashes.
/// </summary>
/// <param name="registration">The hash of the registration that the cells belong to; empty for none. A cell of another registration is no
/// cell of this store.</param>
internal sealed class CellStore(string folder, ICellRunner runner, string registration = "", IDisk? disk = null)
{
    private const string Config = "config.json", Metrics = "metrics.json", Timing = "timing.json", Done = "DONE";

    private readonly IDisk _disk = disk ?? LocalDisk.Instance;
    private readonly ConcurrentDictionary<string, string> _data = new();
    private readonly ConcurrentQueue<string> _unflushed = new();

    public string PathOf(Cell cell) => Path.Combine(folder, NameOf(cell));

    public string NameOf(Cell cell) => Fingerprint.Short(Fingerprint.Of(ConfigText(cell)));

    /// <summary>The stored outcome, or null when it is absent, incomplete or damaged.</summary>
    public CellOutcome? TryRead(Cell cell)
    {
        string path = PathOf(cell);
        try
        {
            if (_disk.IdentityOf(Path.Combine(path, Done)) is null) return null;
            string metrics = ReadText(Path.Combine(path, Metrics));
            string[] done = ReadText(Path.Combine(path, Done)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (!done.Take(2).SequenceEqual([HashLine(ConfigText(cell), Config), HashLine(metrics, Metrics)])) return null;
            foreach (string line in done.Skip(2))
                if (line.Split("  ", 2) is not [var hash, var name] || Path.GetFileName(name) != name
                    || _disk.HashOf(Path.Combine(path, name)) != hash) return null;
            return ParseMetrics(metrics);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Counts the complete cells of this folder that other code made.</summary>
    public int CountOfOtherCode() => _disk.IdentityOf(folder) is null ? 0
        : _disk.NamesIn(folder).Count(name => IdentityIn(Path.Combine(folder, name)) is { } identity && identity != runner.Identity);

    /// <summary>
    /// The name of a cell with the hash of its list of files, as the ledger of attempts keeps it; null where the cell is absent.
    /// </summary>
    public string? MarkOf(Cell cell)
    {
        string done = Path.Combine(PathOf(cell), Done);
        return _disk.IdentityOf(done) is not null ? $"{NameOf(cell)} {_disk.HashOf(done)}" : null;
    }

    /// <summary>Returns the begin and the end of a stored cell's run, by the clock of its machine.</summary>
    public CellTimes TimesOf(Cell cell)
    {
        string path = PathOf(cell);
        using var timing = JsonDocument.Parse(ReadText(Path.Combine(path, Timing)));
        var ended = new DateTimeOffset(File.GetLastWriteTimeUtc(Path.Combine(path, Done)));
        return new(ended.AddSeconds(-timing.RootElement.GetProperty("seconds").GetDouble()), ended);
    }

    /// <summary>Returns true if a stored cell holds exactly the figures of an outcome.</summary>
    public bool Holds(Cell cell, CellOutcome outcome) => ReadText(Path.Combine(PathOf(cell), Metrics)) == MetricsText(outcome);

    public void Write(Cell cell, CellOutcome outcome, TimeSpan elapsed)
    {
        string path = PathOf(cell), partial = path + ".partial";
        _disk.MakeFolders(folder);
        _disk.DeleteTree(partial);
        _disk.MakeFolder(partial);
        try
        {
            string config = ConfigText(cell), metrics = MetricsText(outcome);
            WriteText(Config, config);
            WriteText(Metrics, metrics);
            WriteText(Timing, $"{{\"seconds\":{Number(elapsed.TotalSeconds)}}}\n");
            foreach (var (name, content) in outcome.Files) _disk.Write(Path.Combine(partial, name), content);
            string[] done = [HashLine(config, Config), HashLine(metrics, Metrics),
                .. outcome.Files.Select(file => $"{Fingerprint.Of(file.Value)}  {file.Key}")];
            WriteText(Done, string.Concat(done.Select(line => line + "\n")));
            _disk.DeleteTree(path);
            _disk.Rename(partial, path);
        }
        catch (Exception error) when (DiskFiles.IsFault(error))
        {
            if (_disk.IdentityOf(partial) is not null) _disk.DeleteTree(partial);
            throw;
        }

        _unflushed.Enqueue(path);

        void WriteText(string name, string text) => _disk.Write(Path.Combine(partial, name), Encoding.UTF8.GetBytes(text));
    }

    /// <summary>
    /// Flushes the cells that were written since the last time. A cell that cannot be flushed is removed, and computed again by the next
    /// run.
    /// </summary>
    public void Flush()
    {
        if (_unflushed.IsEmpty) return;
        while (_unflushed.TryDequeue(out string? path))
        {
            try
            {
                _disk.FlushTree(path);
            }
            catch (Exception error) when (DiskFiles.IsFault(error))
            {
                _disk.TryDelete(Path.Combine(path, Done));
                throw;
            }
        }

        _disk.FlushFolder(folder);
    }

    private string? IdentityIn(string path)
    {
        if (_disk.IdentityOf(Path.Combine(path, Done)) is null) return null;
        try
        {
            using var config = JsonDocument.Parse(_disk.ReadAll(Path.Combine(path, Config)));
            return config.RootElement.TryGetProperty("identity", out var identity) ? identity.GetString() : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    private string ReadText(string path) => Encoding.UTF8.GetString(_disk.ReadAll(path));

    private string ConfigText(Cell cell) =>
        JsonSerializer.Serialize(new { format = 3, registration, identity = runner.Identity, data = DataOf(cell.Workload), cell },
            StudyFile.Options) + "\n";

    private string DataOf(string workload) => _data.GetOrAdd(workload, runner.DataOf);

    private static string HashLine(string content, string name) => $"{Fingerprint.Of(content)}  {name}";

    private string MetricsText(CellOutcome outcome)
    {
        var values = outcome.Values.Select((value, i) => $",\n  \"{runner.Metrics[i].Name}\": {Number(value)}");
        return $"{{\n  \"failure\": {JsonSerializer.Serialize(outcome.Failure, StudyFile.Options)}{string.Concat(values)}\n}}\n";
    }

    private CellOutcome ParseMetrics(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        string failure = root.GetProperty("failure").GetString()!;
        return new(failure.Length > 0 ? [] : [.. runner.Metrics.Select(metric =>
            root.TryGetProperty(metric.Name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN)],
            failure);
    }

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "null";
}

/// <summary>The begin and the end of a cell's run.</summary>
internal readonly record struct CellTimes(DateTimeOffset Began, DateTimeOffset Ended);
