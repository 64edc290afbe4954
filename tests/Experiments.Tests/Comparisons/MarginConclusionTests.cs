using Teleo.Engine.Input;
using Teleo.Experiments.Comparisons;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Workloads;

namespace Teleo.Experiments.Tests.Comparisons;

public sealed class MarginConclusionTests : IDisposable
{
    private readonly string _trace = Path.Combine(TestFolder.New("teleo-compare"), "short.trace");

    public MarginConclusionTests()
    {
        using var writer = WorkloadWriter.ToFile(_trace);
        foreach (var row in Synthesizer.Requests(new SynthesisSpec { Skills = 8, DurationSeconds = 600 }, new(9))) writer.Add(row);
        writer.Complete(Synthesizer.SkillNames(8));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_trace)!, recursive: true);

    private byte[] Csv(int threads, ulong seed)
    {
        var comparison = new Comparison(new Scenario(_trace, "4GiB"), ["lru", "teleodynamic", "random-action", "never-act", "static-train"], seed, 3);
        comparison.Run(threads, (_, _) => { }, CancellationToken.None);
        using var file = new MemoryStream();
        ComparisonCsv.Write(comparison.Cells, file);
        return file.ToArray();
    }

    [Fact]
    public void One_seed_repeats_byte_for_byte_at_one_and_two_threads_and_another_seed_differs()
    {
        byte[] one = Csv(threads: 1, seed: 1);
        Assert.Equal(one, Csv(threads: 2, seed: 1));
        Assert.NotEqual(one, Csv(threads: 2, seed: 2));
    }

    [Fact]
    public void Cancelled_it_keeps_the_cells_that_are_done()
    {
        using var stop = new CancellationTokenSource();
        var comparison = new Comparison(new Scenario(_trace, "4GiB"), ["lru", "fifo", "sieve"], 1, 4);
        Assert.ThrowsAny<OperationCanceledException>(() => comparison.Run(1, (done, _) => { if (done == 5) stop.Cancel(); }, stop.Token));
        Assert.Equal(5, comparison.Cells.Count());
    }

    [Fact]
    public void A_policy_that_refuses_is_a_row_and_not_a_gap()
    {
        var comparison = new Comparison(new Scenario(_trace, "4GiB"), ["lru", "clairvoyant", "random-action:share=0.5"], 1, 1);
        comparison.Run(1, (_, _) => { }, CancellationToken.None);
        Assert.Equal(3, ComparisonRow.Of(comparison.Cells, "lru").Count);
    }

    [Theory]
    [InlineData("nosuch", "4GiB", "UnknownWorkload")]
    [InlineData("zipf", "0", "BadCapacity")]
    [InlineData("zipf", "-3", "BadCapacity")]
    [InlineData("zipf", "many", "BadCapacity")]
    [InlineData("zipf", "10B", "BadCapacity")]
    [InlineData("zipf", "1e30GiB", "BadCapacity")]
    public void A_scenario_that_makes_no_sense_is_told_by_code(string workload, string capacity, string code) =>
        Assert.Equal(code, Assert.Throws<InputException>(() => new Scenario(workload, capacity).Prepare(1)).Code);
}
