using System.IO.Compression;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Studies;
using Teleo.Experiments.Tests.Studies;

namespace Teleo.Experiments.Tests.Falsification;

public class DecisionTablesTests
{
    private static readonly StudyDefinition Traced = new()
    {
        Name = "traced",
        Question = "What was decided?",
        Workloads = ["zipf"],
        Budgets = [0.4],
        Baseline = Arms.Full,
        Arms = [Arms.Full, "lru"],
        Seeds = [1, 2, 3, 4, 5, 6],
        PrimaryMetric = PoolMetrics.Cost,
        Requests = 200,
        Traces = true,
    };

    [Fact]
    public void Every_decision_and_every_row_of_the_ledger_is_kept_and_adds_up()
    {
        using TemporaryFolder one = new(), four = new();
        var tables = Finish(one.Path, 1);
        Assert.Equal(tables, Finish(four.Path, 4));
        var runs = StudyWorkspace.Of(Traced, new SimulatedCells(), one.Path).Collect();
        int decisions = PoolMetrics.All.IndexOf(PoolMetrics.All.First(m => m.Name == "decisions"));
        Assert.Equal(runs.Runs.Sum(run => run.Outcome.Values[decisions]),
            Lines(tables["decisions.csv.gz"]).Skip(1).DistinctBy(line => string.Join(',', line.Split(',').Take(2))).Count());

        var ledger = Lines(tables["ledger.csv.gz"]).Skip(1).Select(line => line.Split(',')).ToList();
        Assert.All(ledger.Zip(ledger.Skip(1)).Where(pair => pair.First[0] == pair.Second[0]),
            pair => Assert.Equal(pair.First[9], pair.Second[3]));
        var better = File.ReadLines(one["runs.dictionary.csv"]).ToDictionary(line => line.Split(',')[0], line => line.Split(',')[^1]);
        Assert.Equal(("better", "lower", "higher", ""), (better["column"], better["cost"], better["slo_attainment"], better["requests"]));
        foreach (string name in new[] { "decisions", "ledger" })
            Assert.Equal(Lines(tables[$"{name}.csv.gz"])[0].Split(',').Length, File.ReadAllLines(one[$"{name}.dictionary.csv"]).Length - 1);
    }

    [Fact]
    public void A_table_that_was_changed_makes_its_run_run_again()
    {
        using var folder = new TemporaryFolder();
        Finish(folder.Path, 2);
        var workspace = StudyWorkspace.Of(Traced, new SimulatedCells(), folder.Path);
        string file = Path.Combine(workspace.Store.PathOf(workspace.Plan.Cells[0]), "decisions.csv.gz");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Null(workspace.Store.TryRead(workspace.Plan.Cells[0]));
        File.Delete(file);
        Assert.Null(workspace.Store.TryRead(workspace.Plan.Cells[0]));
        Assert.NotNull(workspace.Store.TryRead(workspace.Plan.Cells[1]));
    }

    private static Dictionary<string, byte[]> Finish(string folder, int threads)
    {
        var workspace = StudyWorkspace.Of(Traced, new SimulatedCells(), folder);
        workspace.Run(workspace.Plan.Cells, threads, TimeProvider.System, (_, _, _) => { }, default);
        workspace.Merge(TimeProvider.System);
        return Directory.GetFiles(folder, "*.gz").ToDictionary(file => Path.GetFileName(file)!, File.ReadAllBytes);
    }

    private static List<string> Lines(byte[] compressed)
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
