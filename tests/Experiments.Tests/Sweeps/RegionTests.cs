using Teleo.Controller.Domain;
using Teleo.Experiments.Sweeps;

namespace Teleo.Experiments.Tests.Sweeps;

public class RegionTests
{
    private static readonly SweepAxis Load = new("load", 0.25, 16, 7, true);

    /// <summary>
    /// Each seed has a boundary of its own about a known one; the interval of the mean holds the known one as often as it says.
    /// </summary>
    [Fact]
    public void A_known_boundary_lies_within_its_interval_as_often_as_the_level_says()
    {
        const int trials = 400, seeds = 8;
        double known = Math.Log(3.1), spread = 0.2;
        var search = new BoundarySearch(Load, 6);
        int held = 0;
        for (uint trial = 0; trial < trials; trial++)
        {
            var chance = new SeedTree(7).Stream("boundary", trial);
            double[] places = [.. Enumerable.Range(0, seeds).Select(_ => known + spread * chance.NextNormal())];
            var found = places.Select(place => search.Of(at => Math.Log(at) < place ? 0 : 1)).ToList();
            var boundary = Assert.Single(search.Together(found));
            Assert.Equal((0, 1, seeds), (boundary.From, boundary.To, boundary.Seeds));
            if (boundary.Lower <= Math.Exp(known) && Math.Exp(known) <= boundary.Upper) held++;
        }

        Assert.InRange(held / (double)trials, 0.93, 0.99);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(2.0)]
    [InlineData(15.9)]
    public void A_boundary_that_all_seeds_share_is_found_to_the_width_of_the_halving(double known)
    {
        var search = new BoundarySearch(Load, 6);
        var found = Enumerable.Range(0, 3).Select(_ => search.Of(at => at < known ? 0 : 1)).ToList();
        var boundary = Assert.Single(search.Together(found));
        Assert.InRange(known, boundary.Lower, boundary.Upper);
        Assert.True(boundary.Upper / boundary.Lower < Math.Pow(2, 1.01 / 64));
    }

    [Fact]
    public void Several_boundaries_are_told_apart_and_a_seed_without_one_is_not_counted()
    {
        var search = new BoundarySearch(Load, 6);
        var both = search.Of(at => at < 1.1 ? 0 : at < 9 ? 1 : 2);
        var one = search.Of(at => at < 1.1 ? 0 : 1);
        var found = search.Together([both, both, one]).ToList();
        Assert.Equal([(0, 1, 3), (1, 2, 2)], found.Select(boundary => (boundary.From, boundary.To, boundary.Seeds)));
    }

    [Fact]
    public void A_run_belongs_to_the_first_region_whose_rule_holds()
    {
        Assert.Equal("saturated", NameOf(InfluenceTests.Figures(loss: 0.6, reloads: 0, influence: 50)));
        Assert.Equal("all fits", NameOf(InfluenceTests.Figures(reloads: 5, influence: 50)));
        Assert.Equal("scarce, ours saves", NameOf(InfluenceTests.Figures(influence: 2)));
        Assert.Equal("scarce, ours costs", NameOf(InfluenceTests.Figures(influence: -2)));
        Assert.Equal("scarce", NameOf(InfluenceTests.Figures(influence: 1.9)));
        Assert.Equal("scarce", NameOf(InfluenceTests.Figures()));

        static string NameOf(PointFigures figures) => RegionRule.All[RegionRule.Of(figures)].Name;
    }
}
