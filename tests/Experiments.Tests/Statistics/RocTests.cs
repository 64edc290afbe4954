using Teleo.Controller.Domain;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.Tests.Statistics;

public class RocTests
{
    [Theory]
    [InlineData(new double[] { 5, 6, 7 }, new double[] { 1, 2 }, 1)]
    [InlineData(new double[] { 1, 2 }, new double[] { 5, 6, 7 }, 0)]
    [InlineData(new double[] { 1, 1 }, new double[] { 1, 1, 1 }, 0.5)]
    [InlineData(new double[] { 1, 3 }, new double[] { 2, 2 }, 0.5)]
    [InlineData(new double[] { 2, 4, 4 }, new double[] { 1, 4 }, 4.0 / 6)]
    public void The_area_is_the_chance_that_a_positive_is_above_a_negative(double[] positives, double[] negatives, double area) =>
        Assert.Equal(area, Roc.Of(positives, negatives, new SeedTree(1).Stream("roc")).Area, 12);

    /// <summary>Normal scores whose means lie a deviation apart have an area of 0.760.</summary>
    [Fact]
    public void The_interval_holds_the_known_area_as_often_as_it_says()
    {
        const int trials = 300;
        double known = Distributions.NormalCdf(1 / Math.Sqrt(2));
        int held = 0;
        for (uint trial = 0; trial < trials; trial++)
        {
            var chance = new SeedTree(5).Stream("scores", trial);
            double[] positives = [.. Enumerable.Range(0, 40).Select(_ => 1 + chance.NextNormal())];
            double[] negatives = [.. Enumerable.Range(0, 40).Select(_ => chance.NextNormal())];
            if (Roc.Of(positives, negatives, new SeedTree(6).Stream("roc", trial)).Interval.Contains(known)) held++;
        }

        Assert.InRange(held / (double)trials, 0.90, 0.98);
    }

    [Fact]
    public void The_curve_runs_from_one_corner_to_the_other_and_never_falls()
    {
        var roc = Roc.Of([1, 3, 3, 4], [0, 2, 3], new SeedTree(1).Stream("roc"));
        Assert.Equal((0, 0, 1, 1), (roc.FalseShare[0], roc.TrueShare[0], roc.FalseShare[^1], roc.TrueShare[^1]));
        Assert.Equal(roc.FalseShare.Order(), roc.FalseShare);
        Assert.Equal(roc.TrueShare.Order(), roc.TrueShare);
        double area = 0;
        for (int i = 1; i < roc.FalseShare.Length; i++)
            area += (roc.FalseShare[i] - roc.FalseShare[i - 1]) * (roc.TrueShare[i] + roc.TrueShare[i - 1]) / 2;
        Assert.Equal(roc.Area, area, 12);
    }
}
