using System.Text.Json;
using Teleo.Experiments.Statistics;
using static Teleo.Experiments.Tests.Statistics.KnownAnswer;

namespace Teleo.Experiments.Tests.Statistics;

public class PowerTests
{
    private static readonly JsonElement Known = File("power.json").At("power");

    [Fact]
    public void Paired_power_gives_its_known_answers()
    {
        foreach (var row in Known.At("one_sample_or_paired").EnumerateArray())
        {
            double effect = row.Number("effect_dz"), alpha = row.Number("alpha");
            Close(row.Number("power"), Power.Paired(effect, row.Number("n"), alpha), Tail);
        }
    }

    [Fact]
    public void R_agrees()
    {
        double[] r = [.. Known.At("R").GetString()!.Split(' ').Select(double.Parse)];
        Assert.Equal(r[2], Power.Paired(0.5, 20, 0.05), 6);
    }

    [Fact]
    public void Equivalence_has_its_known_power()
    {
        var tost = Known.At("tost_power_normal_approx");
        Close(tost.Number("power"), Power.Equivalence(tost.Number("margin"), tost.Number("sd"), tost.Number("n"), tost.Number("alpha")), Tail);
    }

    [Fact]
    public void A_sign_flip_test_of_few_seeds_cannot_reach_a_small_p()
    {
        foreach (var row in Known.At("smallest_p").EnumerateObject().Where(row => row.Name != "rule"))
        {
            int seeds = int.Parse(row.Name[1..]);
            Assert.Equal(row.Value.GetDouble(), SignFlip.SmallestP(seeds));
            Assert.Equal(row.Value.GetDouble(), SignFlip.PTwoSided([.. Enumerable.Repeat(1.0, seeds)]));
        }

        Assert.Equal(6, SignFlip.FewestSeeds(0.05));
    }

    [Fact]
    public void The_noncentral_t_without_shift_is_the_central_one()
    {
        foreach (double t in new[] { -3.1, -0.4, 0, 0.7, 2.5 })
            Close(Distributions.StudentCdf(t, 7), Distributions.NoncentralStudentCdf(t, 7, 0), Exact);
    }

    [Fact]
    public void Quantiles_undo_their_distribution()
    {
        foreach (double p in new[] { 1e-6, 0.025, 0.3, 0.5, 0.9, 0.9999 })
        {
            Close(p, Distributions.StudentCdf(Distributions.StudentQuantile(p, 9), 9), Exact);
            Close(p, Distributions.NormalCdf(Distributions.NormalQuantile(p)), Exact);
        }
    }

    [Fact]
    public void The_smallest_effect_is_seen_with_the_wanted_power() =>
        Close(0.8, Power.Paired(Power.SmallestEffect(20, 0.8, 0.05), 20, 0.05), Tail);
}
