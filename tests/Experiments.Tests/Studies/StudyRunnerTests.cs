using Teleo.Controller.Domain;
using Teleo.Engine.Input;
using Teleo.Experiments.Falsification;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Studies;

namespace Teleo.Experiments.Tests.Studies;

public class StudyRunnerTests
{
    private static readonly StudyPlan Plan = StudyPlan.Of(Any.Study("aa", "planted:0.1", "fails"));

    /// <summary>Runs what is missing and returns every table, byte by byte.</summary>
    private static Dictionary<string, string> Finish(string folder, ICellRunner? runner = null, int threads = 2, IEnumerable<Cell>? first = null)
    {
        runner ??= Any.Runner;
        var store = new CellStore(Path.Combine(folder, "cells"), runner);
        var study = new StudyRunner(runner, store, TimeProvider.System);
        if (first is not null) study.Run(first, threads, (_, _, _) => { }, default);
        study.Run(Plan.Cells, threads, (_, _, _) => { }, default);
        var results = StudyResults.Collect(Plan, store, runner, out int missing);
        Assert.Equal(0, missing);
        StudyTables.Write(folder, StudySummary.Of(results, new([])), store);
        return Directory.GetFiles(folder, "*.csv").ToDictionary(file => Path.GetFileName(file)!, File.ReadAllText);
    }

    [Fact]
    public void Threads_shards_and_their_order_never_change_a_byte()
    {
        using TemporaryFolder one = new(), two = new(), sharded = new();
        var expected = Finish(one.Path, threads: 1);
        Assert.Equal(expected, Finish(two.Path, threads: 4));
        Assert.Equal(expected, Finish(sharded.Path, first: [.. Plan.Shard(3, 3), .. Plan.Shard(1, 3)]));
        Assert.Equal(8, expected.Count);
        Assert.DoesNotContain('\r', expected["runs.csv"]);
    }

    [Fact]
    public void Shards_divide_the_plan()
    {
        var all = Enumerable.Range(1, 7).SelectMany(i => Plan.Shard(i, 7)).ToList();
        Assert.Equal(Plan.Cells.Length, all.Count);
        Assert.Equal(Plan.Cells.ToHashSet(), all.ToHashSet());
    }

    [Fact]
    public void What_breaks_off_resumes_to_the_same_bytes()
    {
        using TemporaryFolder whole = new(), broken = new();
        var expected = Finish(whole.Path);
        var breaking = new BreakingRunner(Any.Runner, after: 41);
        var store = new CellStore(broken["cells"], breaking);
        Assert.Throws<IOException>(() => new StudyRunner(breaking, store, TimeProvider.System).Run(Plan.Cells, 2, (_, _, _) => { }, default));
        int there = Plan.Cells.Count(cell => store.TryRead(cell) is not null);
        Assert.InRange(there, 1, 41);
        Directory.CreateDirectory(store.PathOf(Plan.Cells[^1]) + ".partial");   // what a kill leaves behind
        Assert.Equal(expected, Finish(broken.Path));
    }

    [Fact]
    public void A_folder_that_was_changed_or_cut_short_is_found_and_run_again()
    {
        using var folder = new TemporaryFolder();
        var expected = Finish(folder.Path);
        var store = new CellStore(folder["cells"], Any.Runner);
        var chance = new SeedTree(4).Stream("damage");
        foreach (var cell in Plan.Cells.Take(12))
        {
            string file = Directory.GetFiles(store.PathOf(cell)).Where(f => !f.EndsWith("timing.json") && !f.EndsWith("config.json")).Order().ElementAt(chance.NextInt(2));
            byte[] bytes = File.ReadAllBytes(file);
            if (chance.NextInt(2) == 0) bytes[chance.NextInt(bytes.Length)] ^= 1;
            else bytes = bytes[..^(1 + chance.NextInt(bytes.Length - 1))];
            File.WriteAllBytes(file, bytes);
            Assert.Null(store.TryRead(cell));
        }

        Assert.Equal(expected, Finish(folder.Path));
    }

    [Fact]
    public void Failed_runs_are_kept_counted_and_conclude_nothing()
    {
        using var folder = new TemporaryFolder();
        var tables = Finish(folder.Path);
        Assert.Contains("InvalidOperationException: this arm always fails", tables["runs.csv"]);
        var store = new CellStore(folder["cells"], Any.Runner);
        var results = StudyResults.Collect(Plan, store, Any.Runner, out _);
        Assert.Equal(40, results.FailedRuns);
        Assert.All(Analysis.Effects(results).Where(e => e.Arm == "fails"), e =>
            Assert.Equal((Experiments.Statistics.MarginConclusion.Inconclusive, true), (e.Outcome, e.Failed >= 10)));
        Assert.Equal(new StudyRunner.Tally(0, Plan.Cells.Length, 0), new StudyRunner(Any.Runner, store, TimeProvider.System).Run(Plan.Cells, 1, (_, _, _) => { }, default));
    }

    [Fact]
    public void Other_code_or_data_never_reuses_a_result()
    {
        var store = new CellStore("x", Any.Runner);
        var other = new CellStore("x", new SyntheticRunner(12));
        Assert.NotEqual(store.NameOf(Plan.Cells[0]), other.NameOf(Plan.Cells[0]));
        Assert.Equal(Plan.Cells.Length, Plan.Cells.Select(store.NameOf).Distinct().Count());
    }

    [Fact]
    public void Missing_runs_that_another_revision_made_are_said_to_be_there()
    {
        using var folder = new TemporaryFolder();
        Finish(folder.Path);
        Assert.Equal(0, new CellStore(folder["cells"], Any.Runner).CountOfOtherCode());
        Assert.Equal(Plan.Cells.Length, new CellStore(folder["cells"], new SyntheticRunner(12)).CountOfOtherCode());

        string message = Assert.Throws<InputException>(() => StudyWorkspace.Of(Plan.Study, new SyntheticRunner(12), folder.Path).Collect()).Message;
        Assert.Contains($"{Plan.Cells.Length} runs in this folder were made by another revision", message, StringComparison.Ordinal);
        using var empty = new TemporaryFolder();
        message = Assert.Throws<InputException>(() => StudyWorkspace.Of(Plan.Study, Any.Runner, empty.Path).Collect()).Message;
        Assert.DoesNotContain("another revision", message, StringComparison.Ordinal);
    }

    /// <summary>Stops as a full disk would, after some cells.</summary>
    private sealed class BreakingRunner(ICellRunner inner, int after) : ICellRunner
    {
        private int _runs;

        public string Identity => inner.Identity;

        public System.Collections.Immutable.ImmutableArray<MetricInfo> Metrics => inner.Metrics;

        public string? WorkloadProblem(string workload) => inner.WorkloadProblem(workload);

        public string? ArmProblem(string arm) => inner.ArmProblem(arm);

        public string? BudgetProblem(string workload, double budget, ulong seed) => inner.BudgetProblem(workload, budget, seed);

        public string DataOf(string workload) => inner.DataOf(workload);

        public CellOutcome Run(Cell cell, CancellationToken cancellation) =>
            Interlocked.Increment(ref _runs) > after ? throw new IOException("no space left on device") : inner.Run(cell, cancellation);
    }
}
