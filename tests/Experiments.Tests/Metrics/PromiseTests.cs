using Teleo.Experiments.Comparisons;
using Teleo.Experiments.Metrics;
using Teleo.Experiments.Simulator;
using Teleo.Experiments.Tests.Simulator;

namespace Teleo.Experiments.Tests.Metrics;

/// <summary>Figures that hold a statement against what came of it, each by hand.</summary>
public sealed class PromiseTests
{
    [Fact]
    public void Calibration_is_the_line_of_what_came_on_what_was_promised()
    {
        var calibration = new PromiseMeter();
        double[] promised = [1, 2, 3, 4];
        foreach (double promise in promised) calibration.Add(promise, standardError: 3, realised: 2 * promise + 1);
        var report = calibration.Report()!;
        Assert.Equal((2.0, 1.0, 1.0), (Math.Round(report.Slope!.Value, 9), Math.Round(report.InterceptS!.Value, 9), Math.Round(report.RankCorrelation!.Value, 9)));
        Assert.Equal(2.0 / 4, report.Coverage80);   // misses of 2 and 3 s lie within 1.28 x 3 s, those of 4 and 5 s do not
    }

    [Fact]
    public void Estimates_are_judged_relative_to_what_was_measured()
    {
        var errors = new EstimateErrors();
        errors.Add(stated: 12, standardError: 2, measured: 10);
        errors.Add(stated: 5, standardError: 1, measured: 10);
        var report = errors.Report()!;
        Assert.Equal((0.2 - 0.5) / 2, report.Bias, 1e-12);
        Assert.Equal(0.2, report.MedianError, 1e-3);
        Assert.Equal(0.5, report.Coverage95);
    }

    [Fact]
    public void A_freeze_begins_with_its_first_no_op_and_opens_with_the_first_action_after_the_shift()
    {
        var meter = new FreezeMeter(shiftNs: 50_000_000_000, stillness: 3);
        for (int second = 0; second < 10; second++) meter.Note(second * 1_000_000_000L, acted: second == 4, isOwn: second != 7);
        Assert.Equal(0.0, meter.TimeToFreezeS);
        Assert.Null(meter.FrozenAtShift);
        for (int second = 40; second < 70; second++) meter.Note(second * 1_000_000_000L, acted: second == 57, isOwn: true);
        Assert.Equal((true, 7.0), (meter.FrozenAtShift, meter.ReopeningS));
    }

    [Fact]
    public void The_best_policy_regrets_nothing_and_the_others_what_they_cost_beyond_it()
    {
        var comparison = new Comparison(new Scenario("rare", "3"), ["lru", "value-set", "static-hindsight", "clairvoyant"], 1, 2);
        comparison.Run(1, (_, _) => { }, CancellationToken.None);
        var rows = ComparisonRow.Of(comparison.Cells, "lru");
        Assert.All(rows.Single(row => row.Policy == "static-hindsight").RegretToStaticS!, regret => Assert.Equal(0, regret));
        var others = rows.Where(row => row.Policy != "clairvoyant").ToList();
        Assert.All(others, row => Assert.True(row.RegretToBestS![^1] > -0.01 * row.Cost));
        Assert.Contains(others, row => row.RegretToBestS![^1] > 0);
    }

    [Fact]
    public void The_compulsory_is_the_first_load_of_each_skill_and_the_bound_has_an_excess_of_one()
    {
        var report = new Scenario("rare", "3").Prepare(1).First(500).Play("lru");
        Assert.Equal(1000 * report.FirstLoadSeconds / report.Requests, report.Compulsory!.Value, 1e-6);
        Assert.True(report.NormalisedExcess >= 1);
    }

    [Fact]
    public void A_trace_that_sleeps_for_hours_ends()
    {
        var report = TestPools.Play([TestPools.At(0, 0), TestPools.At(36_000, 1)], TestPools.Settings(1), 2, "lru");
        Assert.Equal(2, report.Done);
    }
}
