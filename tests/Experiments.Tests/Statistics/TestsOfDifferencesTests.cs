using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Experiments.Statistics;
using Teleo.Pool.Samples;
using static Teleo.Experiments.Tests.Statistics.KnownAnswer;

namespace Teleo.Experiments.Tests.Statistics;

public class TestsOfDifferencesTests
{
    private static readonly JsonElement Known = File("statistics-tests.json").At("tests");
    private static readonly double[] SleepOne = Known.Numbers("sleep.group1");
    private static readonly double[] SleepTwo = Known.Numbers("sleep.group2");

    [Fact]
    public void The_paired_t_test_gives_Students_sleep_data()
    {
        var test = PairedTest.Of(Sample.Differences(SleepOne, SleepTwo));
        Close(Known.Number("sleep.paired_t"), test.T);
        Assert.Equal(9, test.Degrees);
        Close(Known.Number("sleep.p"), test.PTwoSided, Tail);
        Close(Known.Number("sleep.mean_diff"), test.Mean);
        var interval = test.Interval(0.95);
        Close(Known.Numbers("sleep.ci95"), [interval.Lower, interval.Upper], Tail);
    }

    [Fact]
    public void Pairing_takes_away_the_variance_that_the_pairs_share()
    {
        var known = Known.At("sleep.variance_reduction_by_pairing");
        Close(known.Number("var_x"), Sample.Variance(SleepOne));
        Close(known.Number("var_y"), Sample.Variance(SleepTwo));
        Close(known.Number("cov"), Sample.Covariance(SleepOne, SleepTwo));
        Close(known.Number("corr"), Correlation.Pearson(SleepOne, SleepTwo));
        Close(known.Number("var_diff"), Sample.Variance(Sample.Differences(SleepOne, SleepTwo)));
        Close(known.Number("ratio_unpaired_over_paired"), PairedTest.VarianceReduction(SleepOne, SleepTwo));
    }

    [Fact]
    public void Darwins_maize_gives_Fishers_count()
    {
        double[] d = Known.Numbers("zea_mays.differences");
        var test = PairedTest.Of(d);
        Close(Known.Number("zea_mays.mean"), test.Mean);
        Close(Known.Number("zea_mays.t"), test.T);
        Close(Known.Number("zea_mays.p_t"), test.PTwoSided, Tail);
        var exact = Known.At("zea_mays.signflip_exact");
        Assert.Equal(exact.Number("count_ge"), SignFlip.CountAtLeast(d));
        Assert.Equal(exact.Number("p_greater"), SignFlip.CountAtLeast(d) / exact.Number("n_assignments"));
        Assert.Equal(exact.Number("p_two_sided"), SignFlip.PTwoSided(d));
        Assert.Equal(exact.Number("count_two_sided"), SignFlip.PTwoSided(d) * exact.Number("n_assignments"));
    }

    [Fact]
    public void The_sign_flip_test_gives_the_sleep_data()
    {
        double[] d = Sample.Differences(SleepTwo, SleepOne);
        var exact = Known.At("sleep_signflip");
        Assert.Equal(exact.Number("count_ge"), SignFlip.CountAtLeast(d));
        Assert.Equal(exact.Number("p_greater"), SignFlip.CountAtLeast(d) / exact.Number("n_assignments"));
        Assert.Equal(exact.Number("count_two_sided"), SignFlip.PTwoSided(d) * exact.Number("n_assignments"));
        Assert.Equal(exact.Number("p_two_sided"), SignFlip.PTwoSided(d));
    }

    [Fact]
    public void Two_samples_give_every_known_effect_size()
    {
        var known = Known.At("two_sample");
        double[] a = known.Numbers("a"), b = known.Numbers("b");
        Close(known.Number("cliffs_delta"), EffectSize.CliffsDelta(a, b));
        Close(known.Number("vargha_delaney_A12"), EffectSize.ProbabilityOfImprovement(a, b));
    }

    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(-1, 1, false)]
    [InlineData(0, 2, false)]
    [InlineData(-1, 2, true)]
    public void An_interval_that_touches_a_bound_is_not_inside(double lower, double upper, bool isInside) =>
        Assert.Equal(isInside, new Interval(0, 1).IsInside(lower, upper));

    [Fact]
    public void Intervals_of_counts_give_their_known_answers()
    {
        var exact = Proportions.ClopperPearson(7, 20, 0.95);
        Close(Known.Numbers("binomial_7_of_20.clopper_pearson95"), [exact.Lower, exact.Upper], Tail);
        var wilson = Proportions.Wilson(7, 20, 0.95);
        Close(Known.Numbers("binomial_7_of_20.wilson95"), [wilson.Lower, wilson.Upper]);
    }

    [Fact]
    public void A_drawn_p_value_counts_what_was_seen()
    {
        var example = Known.At("monte_carlo_p.example");
        Assert.Equal(example.Number("p"), SignFlip.MonteCarloP((long)example.Number("exceed"), (int)example.Number("B")));
    }

    [Theory, InlineData(1UL), InlineData(2UL), InlineData(3UL)]
    public void Flipping_signs_by_halves_counts_as_flipping_them_one_by_one(ulong seed)
    {
        var chance = new SeedTree(seed).Stream("differences");
        double[] d = [.. Enumerable.Range(0, 9).Select(_ => chance.NextDouble() - 0.3)];
        int reaching = 0;
        for (int signs = 0; signs < 1 << d.Length; signs++)
        {
            double sum = d.Select((x, i) => (signs >> i & 1) == 0 ? x : -x).Sum();
            if (Math.Abs(sum) >= Math.Abs(d.Sum()) - 1e-12) reaching++;
        }

        Assert.Equal(reaching / 512.0, SignFlip.PTwoSided(d));
    }

    [Fact]
    public void Beyond_twenty_seeds_the_drawn_p_value_is_near_the_normal_one_and_repeats_exactly()
    {
        var chance = new SeedTree(5).Stream("differences");
        double[] d = [.. Enumerable.Range(0, 60).Select(_ => chance.NextDouble() - 0.42)];
        double p = SignFlip.PTwoSided(d, new SeedTree(9).Stream("signs"));
        Assert.Equal(p, SignFlip.PTwoSided(d, new SeedTree(9).Stream("signs")));
        Assert.InRange(p - PairedTest.Of(d).PTwoSided, -0.01, 0.01);
    }

    [Fact]
    public void The_signs_of_all_differences_or_their_unit_never_matter()
    {
        double[] d = Known.Numbers("one_sample_signed.d");
        double p = SignFlip.PTwoSided(d);
        Assert.Equal(p, SignFlip.PTwoSided([.. d.Select(x => -x)]));
        Assert.Equal(p, SignFlip.PTwoSided([.. d.Select(x => x * 1e-7)]));
        Assert.Equal(1, SignFlip.PTwoSided(new double[8]));
    }
}
