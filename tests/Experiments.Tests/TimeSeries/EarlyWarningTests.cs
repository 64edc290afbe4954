using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Experiments.Statistics;
using Teleo.Experiments.Sweeps;
using Teleo.Experiments.Tests.Statistics;
using Teleo.Experiments.TimeSeries;
using Teleo.Pool.Samples;

namespace Teleo.Experiments.Tests.TimeSeries;

public class EarlyWarningTests
{
    private static readonly JsonElement Known = KnownAnswer.File("phase-early-warning.json");

    [Fact]
    public void An_ar1_process_has_its_closed_forms()
    {
        foreach (var row in Known.At("ar1_closed_forms").EnumerateArray())
        {
            var process = new Ar1(row.Number("phi"), 1);
            KnownAnswer.Close(row.Number("variance"), process.Variance);
            KnownAnswer.Close(row.Number("integrated_autocorr_time"), process.IntegratedTime);
        }
    }

    [Fact]
    public void The_nile_has_its_published_figures()
    {
        var nile = Known.At("nile");
        double[] x = nile.Numbers("x");
        KnownAnswer.Close(nile.Number("mean"), Sample.Mean(x));
        KnownAnswer.Close(nile.Number("var_ddof1"), Sample.Variance(x));
        KnownAnswer.Close(nile.Numbers("acf_biased"), [Series.Autocorrelation(x, 1), Series.Autocorrelation(x, 2), Series.Autocorrelation(x, 3)]);
        KnownAnswer.Close(nile.Number("lag1_pearson_pandas_style"), Series.LagOne(x));
        KnownAnswer.Close(nile.Number("lag1_ols"), Series.LagOneSlope(x));

        var trend = MannKendall.Of(x);
        KnownAnswer.Close(nile.Number("mann_kendall.S"), trend.Balance);
        KnownAnswer.Close(nile.Number("mann_kendall.var"), trend.Variance);
        KnownAnswer.Close(nile.Number("mann_kendall.z"), trend.Z);
        KnownAnswer.Close(nile.Number("mann_kendall.p"), trend.P, KnownAnswer.Tail);
        KnownAnswer.Close(nile.Number("mann_kendall.tau_b"), trend.Tau);
    }

    [Theory]
    [InlineData("ramp_to_fold")]
    [InlineData("stationary_null")]
    public void The_pipeline_gives_the_reference_indicators(string series)
    {
        var row = Known.At(series);
        var expected = row.At("pipeline_ewstools_defaults");
        var warning = new EarlyWarning { Bandwidth = expected.Number("bandwidth") };
        double[] x = row.Numbers("x");
        var found = warning.Indicators(x);

        KnownAnswer.Close(expected.Number("gaussian_sigma"), warning.SigmaFor(x.Length));
        Assert.Equal(expected.At("window").GetInt32(), found.Window);
        KnownAnswer.Close(expected.Numbers("residual_first3"), found.Residuals[..3], 1e-8);
        KnownAnswer.Close(expected.Numbers("residual_last3"), found.Residuals[^3..], 1e-8);
        KnownAnswer.Close(expected.Number("variance_first"), found.Variance[0], 1e-8);
        KnownAnswer.Close(expected.Number("variance_last"), found.Variance[^1], 1e-8);
        KnownAnswer.Close(expected.Number("ac1_first"), found.LagOne[0], 1e-8);
        KnownAnswer.Close(expected.Number("ac1_last"), found.LagOne[^1], 1e-8);
        KnownAnswer.Close(expected.Number("kendall_variance"), found.VarianceTrend);
        KnownAnswer.Close(expected.Number("kendall_ac1"), found.LagOneTrend);
    }

    [Fact]
    public void The_ramp_to_a_fold_warns_and_the_stationary_series_does_not()
    {
        var warning = new EarlyWarning { Surrogates = 200 };
        var random = new SeedTree(1).Stream("surrogates");
        Assert.True(warning.Judge(Known.At("ramp_to_fold").Numbers("x"), random).BothP <= 0.05);
        Assert.False(warning.Judge(Known.At("stationary_null").Numbers("x"), random).BothP <= 0.05);
    }

    [Fact]
    public void Kendalls_own_p_rejects_four_stationary_series_in_five_and_ours_one_in_twenty()
    {
        const int series = 200;
        var warning = new EarlyWarning { Bandwidth = 0, Surrogates = 59 };
        int naive = 0, ours = 0;
        for (uint i = 0; i < series; i++)
        {
            var random = new SeedTree(12345).Stream("stationary", i);
            double[] x = new Ar1(0.5, 1).Simulate(100, ref random);
            var verdict = warning.Judge(x, random);
            if (MannKendall.Of(verdict.Indicators.Variance).P < 0.05) naive++;
            if (verdict.VarianceP <= 0.05) ours++;
        }

        Assert.InRange(naive / (double)series, 0.71, 0.89);
        Assert.InRange(ours / (double)series, 0.004, 0.096);   // within three standard errors of 5 %
    }

    [NightlyTheory, InlineData(0.0), InlineData(0.5), InlineData(0.8)]
    public void The_full_pipeline_keeps_its_false_alarm_rate(double phi)
    {
        const int series = 400;
        var warning = new EarlyWarning { Surrogates = 199 };
        int variance = 0, both = 0;
        for (uint i = 0; i < series; i++)
        {
            var random = new SeedTree(777).Stream("stationary", i);
            var verdict = warning.Judge(new Ar1(phi, 1).Simulate(200, ref random), random);
            if (verdict.VarianceP <= 0.05) variance++;
            if (verdict.BothP <= 0.05) both++;
        }

        Assert.InRange(variance / (double)series, 0.018, 0.083);
        Assert.InRange(both / (double)series, 0.018, 0.083);
    }

    [Fact]
    public void Trend_does_not_depend_on_scale_or_offset()
    {
        var random = new SeedTree(5).Stream("scale");
        double[] x = new Ar1(0.6, 1).Simulate(300, ref random);
        Assert.Equal(MannKendall.Of(x).Tau, MannKendall.Of([.. x.Select(v => 3 * v + 100)]).Tau);
        Assert.Equal(MannKendall.Of(x).Balance, -MannKendall.Of([.. x.Reverse()]).Balance);
        Assert.Equal(Correlation.Kendall([.. Enumerable.Range(0, 300).Select(i => (double)i)], x), MannKendall.Of(x).Tau, 12);
    }

    [Fact]
    public void Thinning_leaves_nearly_independent_values()
    {
        var random = new SeedTree(6).Stream("thin");
        double[] x = new Ar1(0.8, 1).Simulate(20_000, ref random);
        Assert.InRange(Series.IntegratedAutocorrelationTime(x), 7, 11);   // 9 in theory
        Assert.InRange(Series.Autocorrelation(Series.Thinned(x), 1), -0.1, 0.1);
    }

    [Fact]
    public void Recovery_slows_as_the_square_root_of_the_distance_to_a_fold()
    {
        const double fold = 0.384900179459750;
        double[] distances = [0.01, 0.02, 0.04, 0.08];
        double[] rates = [.. distances.Select(distance =>
        {
            double h = -fold + distance, rest = 1.2, step = 0.01;
            for (int i = 0; i < 20_000; i++) rest = KnownSystems.Cusp(rest, h, step);
            double x = rest + 0.005;
            double[] response = new double[2000];
            for (int i = 0; i < response.Length; i++)
            {
                response[i] = x;
                x = KnownSystems.Cusp(x, h, step);
            }

            return RecoveryProbe.Fit(response, rest, step, floor: 1e-6).Rate;
        })];
        var fit = LeastSquares.Fit([.. rates.Select(rate => Math.Log(rate))], LeastSquares.Ones(rates.Length), [.. distances.Select(d => Math.Log(d))]);
        Assert.InRange(fit.Coefficients[1], 0.42, 0.55);

        foreach (var row in KnownAnswer.File("phase-bifurcations-hysteresis.json").At("cusp_normal_form.critical_slowing_down_upper_branch").EnumerateArray().Take(4))
        {
            double rest = row.Number("x"), x = rest + 1e-4, step = 1e-3;
            double[] response = new double[3000];
            for (int i = 0; i < response.Length; i++)
            {
                response[i] = x;
                x = KnownSystems.Cusp(x, row.Number("h"), step);
            }

            Assert.Equal(row.Number("recovery_rate"), RecoveryProbe.Fit(response, rest, step, 1e-9).Rate, 0.004 * row.Number("recovery_rate"));
            Assert.Equal(row.Number("ar1_at_dt_0_1"), Math.Exp(-0.1 * row.Number("recovery_rate")), 9);
        }
    }

    [Fact]
    public void Stretches_in_which_nothing_happens_neither_hang_nor_warn()
    {
        var chance = new SeedTree(2).Stream("still");
        double[] still = [.. Enumerable.Range(0, 200).Select(t => t is > 20 and < 180 ? 0 : chance.NextNormal())];
        Assert.False(new EarlyWarning { Bandwidth = 0, WindowShare = 0.3, Surrogates = 199 }.Judge(still, new SeedTree(3).Stream("surrogates")).BothP <= 0.05);
    }
}
