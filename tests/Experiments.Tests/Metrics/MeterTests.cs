using Teleo.Experiments.Metrics;
using Teleo.Experiments.Tests.Simulator;

namespace Teleo.Experiments.Tests.Metrics;

public sealed class MeterTests
{
    [Fact]
    public void Quantiles_are_order_statistics_to_four_parts_in_a_thousand()
    {
        var histogram = new DurationHistogram();
        var stream = new Teleo.Controller.Domain.SeedTree(1).Stream("waits");
        long[] values = [.. Enumerable.Range(0, 20_000).Select(_ => (long)(1e9 * Math.Pow(stream.NextExponential(), 3)))];
        foreach (long value in values) histogram.Add(value);
        Array.Sort(values);
        foreach (double p in (double[])[0.001, 0.25, 0.5, 0.95, 0.99, 0.999, 1])
        {
            double exact = values[(int)Math.Ceiling(p * values.Length) - 1] * 1e-9;
            Assert.InRange(histogram.QuantileSeconds(p), exact * (1 - 1.0 / 256) - 1e-15, exact);
        }

        Assert.Equal(values.Average() * 1e-9, histogram.MeanSeconds, 1e-9);
        Assert.Equal(values[^1] * 1e-9, histogram.MaxSeconds);
    }

    [Fact]
    public void Every_bucket_begins_where_it_says()
    {
        foreach (long value in (long[])[0, 1, 255, 256, 511, 512, 513, 1000, 123456789, long.MaxValue])
        {
            long edge = DurationHistogram.LowerEdge(DurationHistogram.BucketOf(value));
            Assert.InRange(edge, value - value / 256, value);
            Assert.Equal(DurationHistogram.BucketOf(value), DurationHistogram.BucketOf(edge));
        }
    }

    [Fact]
    public void No_p99_from_fewer_than_a_thousand()
    {
        var histogram = new DurationHistogram();
        for (int i = 0; i < 999; i++) histogram.Add(i);
        Assert.True(double.IsNaN(histogram.QuantileSeconds(0.99)));
        Assert.False(double.IsNaN(histogram.QuantileSeconds(0.95)));
        histogram.Add(1);
        Assert.False(double.IsNaN(histogram.QuantileSeconds(0.99)));
        Assert.True(double.IsNaN(histogram.QuantileSeconds(0.999)));
    }

    [Fact]
    public void A_run_by_hand_gives_the_figures_by_hand()
    {
        // One byte, two skills that load in 10 s cold and 2 s warm, unload in 1 s; tokens of a second.
        // 0: asked for at 0, loads 0-10, served 10-13. 1: asked for at 4, unloads 13-14, loads 14-24, served 24-26.
        // 0 again: asked for at 20, unloads 26-27, loads warm 27-29, served 29-30.
        var report = TestPools.Play([TestPools.At(0, 0, 3), TestPools.At(4, 1, 2), TestPools.At(20, 0, 1)], TestPools.Settings(1), 2, "lru");
        Assert.Equal((3, 3, 3, 3, 0), (report.Requests, report.Done, report.Misses, report.ColdStarts, report.DelayedHits));
        Assert.Equal((10 + 20 + 9) / 3.0, report.MeanWaitS!.Value, 1e-9);
        Assert.Equal(20, report.MaxWaitS!.Value, 1e-9);
        Assert.Equal((3, 2, 22.0, 20.0), (report.Loads, report.FirstLoads, report.LoadSeconds, report.FirstLoadSeconds));
        Assert.Equal((2, 1, 2.0), (report.Unloads, report.ThrashEvents, report.ThrashLoadSeconds));
        Assert.Equal(2.0, report.InducedLoadSeconds);
        Assert.Equal(30.0, report.SimulatedSeconds, 1e-9);

        // At 10 the first has waited 10, the second 6 and still does, and 10 s of load have begun; at 20 it is 10, 16 and 20.
        Assert.Equal((50, 26.0, 46.0), (report.CostCurveS.Count, report.CostCurveS[24], report.CostCurveS[49]));

        // Held from the beginning of each load to the end of each unload: 0-14, 14-27, 27-30. In use while served.
        Assert.Equal(30e-9, report.MemoryGbS, 1e-15);
        Assert.Equal(6.0 / 30, report.UsefulResidency!.Value, 1e-9);
        Assert.Equal(22.0 / 28, report.SwitchingShare!.Value, 1e-9);

        // Slowdowns 13/3, 22/2 and 10/1; two skills with means (13/3 + 10)/2 and 11.
        double first = (13 / 3.0 + 10) / 2, second = 11;
        Assert.Equal((first + second) * (first + second) / (2 * (first * first + second * second)), report.Fairness!.Value, 1e-9);

        // In 0, in 1, out 0, in 0, out 1: each within a minute of its opposite after the first two.
        Assert.Equal(3.0 / 5, report.ReversalIndex!.Value, 1e-9);
    }

    [Fact]
    public void Lost_requests_wait_as_long_as_one_can()
    {
        var report = TestPools.Play([TestPools.At(0, 0), TestPools.At(1, 0)], TestPools.Settings(1) with { TimeoutSeconds = 7 }, 1, "never-act");
        Assert.Equal((2, 0, 7.0), (report.TimedOut, report.Done, report.MeanWaitS!.Value));
    }

    [Fact]
    public void A_miss_that_finds_a_load_under_way_is_a_delayed_hit()
    {
        var report = TestPools.Play([TestPools.At(0, 0), TestPools.At(3, 0), TestPools.At(5, 0)], TestPools.Settings(1), 1, "lru");
        Assert.Equal((3, 1, 2, 1), (report.Misses, report.ColdStarts, report.DelayedHits, report.Loads));
    }

    [Theory]
    [InlineData(new double[] { 1, 1, 1, 1 }, 0)]
    [InlineData(new double[] { 0, 0, 0, 4 }, 0.75)]
    public void Gini_is_nothing_when_all_bear_alike(double[] amounts, double gini) => Assert.Equal(gini, RunReport.Gini(amounts), 1e-12);
}
