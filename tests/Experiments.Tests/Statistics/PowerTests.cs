using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Experiments.Statistics;
using Teleo.Pool.Calibration;
using static Teleo.Experiments.Tests.Statistics.KnownAnswer;

namespace Teleo.Experiments.Tests.Statistics;

public class PowerTests
{
    private static readonly JsonElement Known = File("power.json").At("power");

    [Fact]
    public void Paired_power_and_seeds_give_their_known_answers()
    {
        foreach (var row in Known.At("one_sample_or_paired").EnumerateArray())
        {
            double effect = row.Number("effect_dz"), alpha = row.Number("alpha");
            Close(row.Number("power"), Power.Paired(effect, row.Number("n"), alpha), Tail);
            Close(row.Number("n"), Power.PairedSeeds(effect, row.Number("power"), alpha), Tail);
        }
    }

    [Fact]
    public void Two_sample_power_and_sizes_give_their_known_answers()
    {
        foreach (var row in Known.At("two_sample_equal_n").EnumerateArray())
        {
            double effect = row.Number("effect_d"), alpha = row.Number("alpha"), n = row.Number("n_per_group");
            Close(row.Number("power"), Power.TwoSample(effect, n, alpha), Tail);
            Close(n, Power.TwoSamplePerGroup(effect, row.Number("power"), alpha), Tail);
        }
    }

    [Fact]
    public void R_agrees_where_it_counts_the_same_tail()
    {
        double[] r = [.. Known.At("R").GetString()!.Split(' ').Select(double.Parse)];
        Assert.Equal(r[0], Power.PairedSeeds(0.5, 0.8, 0.05), 3);        // R leaves out the far tail
        Assert.Equal(r[1], Power.TwoSamplePerGroup(0.5, 0.8, 0.05), 3);
        Assert.Equal(r[2], Power.Paired(0.5, 20, 0.05), 6);
    }

    [Fact]
    public void Equivalence_and_sign_test_power_give_their_known_answers()
    {
        var tost = Known.At("tost_power_normal_approx");
        Close(tost.Number("power"), Power.Equivalence(tost.Number("margin"), tost.Number("sd"), tost.Number("n"), tost.Number("alpha")), Tail);
        var sign = Known.At("mcnemar_like_sign");
        var power = Power.Sign(10, 0.05, 0.8);
        Assert.Equal(sign.Integers("critical"), new[] { power.Critical, 10 - power.Critical });
        Close(sign.Number("size"), power.Size);
        Close(sign.Number("power"), power.Power);
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

    [Fact]
    public void Power_simulated_from_a_normal_pilot_is_near_the_closed_form()
    {
        double[] pilot = [.. Enumerable.Range(1, 99).Select(i => Distributions.NormalQuantile(i / 100.0))];
        double spread = Sample.StandardDeviation(pilot);
        double simulated = Power.FromPilot(pilot, 0.8 * spread, 12, 0.05, new SeedTree(1).Stream("pilot"), 600);
        Assert.InRange(simulated - Power.Paired(0.8, 12, 0.05), -0.06, 0.06);
    }
}
