using Teleo.Controller.Domain;
using Teleo.Experiments.Statistics;

namespace Teleo.Experiments.Tests.Statistics;

public class MultiverseTests
{
    [Fact]
    public void An_effect_in_every_analysis_is_found_in_all_of_them()
    {
        var found = Multiverse.Of(Specifications(shift: 2), 1, new SeedTree(1).Stream("flips"));
        Assert.Equal(1, found.ShareWithSign);
        Assert.InRange(found.JointP, 0.001, 0.02);
    }

    [Fact]
    public void Where_nothing_is_the_joint_p_value_is_as_often_small_as_it_says()
    {
        int small = 0;
        for (uint i = 0; i < 100; i++)
        {
            var found = Multiverse.Of(Specifications(shift: 0, i), 1, new SeedTree(2).Stream("flips", i), draws: 99);
            if (found.JointP <= 0.1) small++;
        }

        Assert.InRange(small, 3, 19);   // 10 expected; both ends are beyond three standard errors
    }

    private static double[][] Specifications(double shift, uint replication = 0)
    {
        var chance = new SeedTree(8).Stream("seeds", replication);
        double[] seeds = [.. Enumerable.Range(0, 12).Select(_ => Distributions.NormalQuantile(chance.NextDouble()))];
        return [.. Enumerable.Range(1, 6).Select(k => seeds.Select(s => k * (s + shift) + 0.1 * chance.NextDouble()).ToArray())];
    }
}
