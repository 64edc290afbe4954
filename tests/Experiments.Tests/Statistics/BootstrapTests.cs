using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Experiments.Statistics;
using Teleo.Pool.Samples;
using static Teleo.Experiments.Tests.Statistics.KnownAnswer;

namespace Teleo.Experiments.Tests.Statistics;

public class BootstrapTests
{
    private static readonly JsonElement Known = File("statistics-aggregates-bootstrap.json");
    private static readonly JsonElement Exact6 = Known.At("bca_exact_enumeration");
    private static readonly double[] X = Exact6.Numbers("x");

    [Fact]
    public void Every_draw_of_six_values_gives_the_enumerated_intervals()
    {
        double[] replicates = Resamples.Every(6).ReplicateMean(X);
        double mean = Sample.Mean(X);
        Assert.Equal(46656, replicates.Length);
        Close(Exact6.Number("mean"), mean);
        var bca = Bootstrap.BiasCorrected(replicates, mean, Jackknife.OfMean(X).Acceleration, 0.95);
        Close(Exact6.Number("z0"), bca.Bias);
        Close(Exact6.Number("a"), bca.Acceleration);
        Close(Exact6.Number("alpha1"), bca.LowerShare);
        Close(Exact6.Number("alpha2"), bca.UpperShare);
        Close(Exact6.Numbers("bca_type7"), [bca.Interval.Lower, bca.Interval.Upper]);
        var percentile = Bootstrap.Percentile(replicates, 0.95);
        Close(Exact6.Numbers("percentile_type7"), [percentile.Lower, percentile.Upper]);
        double variance = Sample.Variance(replicates) * (replicates.Length - 1) / replicates.Length;
        Close(Exact6.Number("boot_variance"), variance);
        Close(Exact6.Number("boot_variance_closed_form"), Sample.Variance(X) * 5 / 6 / 6);
    }

    [Fact]
    public void The_law_school_data_give_Efrons_jackknife()
    {
        var known = Known.At("efron_law_school");
        double[] lsat = known.Numbers("LSAT"), gpa = known.Numbers("GPA");
        double pearson = Correlation.Pearson(lsat, gpa);
        Close(known.Number("pearson"), pearson);
        var jackknife = Jackknife.OfIndexed(lsat.Length, rows =>
            Correlation.Pearson([.. rows.Select(i => lsat[i])], [.. rows.Select(i => gpa[i])]));
        Close(known.Number("jackknife_se"), jackknife.StandardError);
        Close(known.Number("jackknife_bias"), jackknife.Bias);
        Close(known.Number("acceleration"), jackknife.Acceleration);
        Close(known.Number("spearman"), Correlation.Spearman(lsat, gpa));
        Close(known.Number("kendall_tau_b"), Correlation.Kendall(lsat, gpa));
    }

    [Fact]
    public void The_mean_without_copying_is_the_mean_with_copying()
    {
        var draws = Resamples.Draw(6, new SeedTree(4).Stream("bootstrap"), 500);
        Assert.Equal(draws.Replicate(X, Sample.Mean), draws.ReplicateMean(X));
        Assert.Equal(Jackknife.Of(X, Sample.Mean).Acceleration, Jackknife.OfMean(X).Acceleration, 12);
        var direct = Bootstrap.Of(X, Sample.Mean, draws);
        var fast = Bootstrap.OfMean(X, draws);
        Assert.Equal(direct.Lower, fast.Lower, 10);
        Assert.Equal(direct.Upper, fast.Upper, 10);
    }

    [Fact]
    public void An_interval_moves_with_its_data_and_turns_with_its_sign()
    {
        var draws = Resamples.Draw(6, new SeedTree(7).Stream("bootstrap"));
        var interval = Bootstrap.OfMean(X, draws);
        var moved = Bootstrap.OfMean([.. X.Select(x => 10 + 2 * x)], draws);
        Assert.Equal(10 + 2 * interval.Lower, moved.Lower, 9);
        Assert.Equal(10 + 2 * interval.Upper, moved.Upper, 9);
        var turned = Bootstrap.OfMean([.. X.Select(x => -x)], draws);
        Assert.Equal(-interval.Upper, turned.Lower, 6);
        Assert.Equal(-interval.Lower, turned.Upper, 6);
    }

    [Fact]
    public void Values_that_never_vary_have_an_interval_of_no_width()
    {
        var draws = Resamples.Draw(5, new SeedTree(1).Stream("bootstrap"), 200);
        var interval = Bootstrap.OfMean([2, 2, 2, 2, 2], draws);
        Assert.Equal(new Interval(2, 2), interval);
    }

    [Fact]
    public void Arms_that_share_their_draws_keep_their_pairing()
    {
        var chance = new SeedTree(3).Stream("arms");
        double[] a = [.. Enumerable.Range(0, 20).Select(_ => 100 * chance.NextDouble())];
        double[] b = [.. a.Select(x => x + 1)];
        var draws = Resamples.Draw(20, new SeedTree(3).Stream("bootstrap"), 1000);
        var difference = Bootstrap.OfMean(Sample.Differences(b, a), draws);
        Assert.Equal(1, difference.Lower, 9);
        Assert.Equal(1, difference.Upper, 9);
    }
}
