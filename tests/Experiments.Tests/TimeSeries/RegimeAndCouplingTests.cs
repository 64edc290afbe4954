using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Experiments.Tests.Statistics;
using Teleo.Experiments.TimeSeries;

namespace Teleo.Experiments.Tests.TimeSeries;

public class RegimeAndCouplingTests
{
    private static readonly JsonElement Hmm = KnownAnswer.File("phase-hmm.json");
    private static readonly JsonElement Coupling = KnownAnswer.File("phase-coupling.json");

    [Fact]
    public void The_healthy_and_fever_model_gives_its_published_posterior()
    {
        var row = Hmm.At("healthy_fever");
        var model = new DiscreteRegimes(row.Numbers("pi"), row.Table("A"), row.Table("B"));
        var chain = model.On(row.Integers("obs"));
        KnownAnswer.Close(row.Number("likelihood"), Math.Exp(chain.LogLikelihood));
        Same(row.Table("posterior"), chain.Posterior());

        var step = Hmm.At("baum_welch_one_step");
        int[] observed = step.Integers("obs");
        KnownAnswer.Close(step.Number("loglik_before"), model.On(observed).LogLikelihood);
        var improved = model.Improved(observed);
        KnownAnswer.Close(step.Numbers("pi"), improved.Start);
        Same(step.Table("A"), improved.Moves);
        Same(step.Table("B"), improved.Symbols);
        KnownAnswer.Close(step.Number("loglik_after"), improved.On(observed).LogLikelihood);
    }

    [Fact]
    public void Two_gaussian_states_are_told_apart()
    {
        var row = Hmm.At("gaussian_two_state");
        var model = new GaussianRegimes(row.Numbers("pi"), row.Table("A"), row.Numbers("means"), row.Numbers("sds"));
        var chain = model.On(row.Numbers("y"));
        KnownAnswer.Close(row.Number("loglik"), chain.LogLikelihood);
        KnownAnswer.Close(row.Numbers("posterior_state1"), [.. chain.Posterior().Select(p => p[1])], 1e-7);
    }

    [Fact]
    public void Fitted_regimes_have_the_levels_and_dwell_times_they_were_made_with()
    {
        var random = new SeedTree(9).Stream("regimes");
        double[] x = new double[900];
        int state = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (random.NextInt(40) == 0) state = 1 - state;
            x[i] = 2 * state + 0.4 * random.NextNormal();
        }

        var fitted = GaussianRegimes.Fit(x, new SeedTree(9).Stream("starts"), mostStates: 3, starts: 3);
        Assert.Equal(2, fitted.States);
        Assert.Equal(0, fitted.Means[0], 0.1);
        Assert.Equal(2, fitted.Means[1], 0.1);
        Assert.All(fitted.DwellTimes, dwell => Assert.InRange(dwell, 20, 80));   // 40 in theory, some 22 stays
    }

    [Fact]
    public void Noise_alone_has_one_regime()
    {
        var random = new SeedTree(10).Stream("noise");
        double[] x = new double[400];
        for (int i = 0; i < x.Length; i++) x[i] = random.NextNormal();
        Assert.Equal(1, GaussianRegimes.Fit(x, new SeedTree(10).Stream("starts"), mostStates: 3, starts: 4).States);
    }

    [Fact]
    public void Granger_finds_the_direction_that_was_built_in()
    {
        var known = Coupling.At("granger");
        double[] x = known.Numbers("x"), y = known.Numbers("y");
        foreach (var (name, cause, effect) in new[] { ("x_to_y", x, y), ("y_to_x", y, x) })
        {
            foreach (var row in known.At(name).EnumerateArray())
            {
                var found = Granger.Of(cause, effect, row.At("lag").GetInt32());
                KnownAnswer.Close(row.Number("F"), found.F);
                KnownAnswer.Close(row.Number("p"), found.P, KnownAnswer.Tail);
                Assert.Equal((int)row.Number("df_num"), found.DegreesUp);
                Assert.Equal((int)row.Number("df_den"), found.DegreesDown);
                KnownAnswer.Close(row.Number("lr_chi2"), found.LikelihoodRatio);
            }

            KnownAnswer.Close(known.Number($"geweke_ln_ratio.{name}_lag1"), Granger.Of(cause, effect, 1).LogRatio, 1e-8);
        }

        KnownAnswer.Close(known.Number("gaussian_te_nats.x_to_y_lag1"), Granger.Of(x, y, 1).TransferEntropy, 1e-8);
    }

    [Fact]
    public void A_common_driver_explains_the_coupling_away()
    {
        var random = new SeedTree(11).Stream("driver");
        double[] load = new double[600], structure = new double[600], resource = new double[600];
        for (int t = 1; t < load.Length; t++)
        {
            load[t] = 0.7 * load[t - 1] + random.NextNormal();
            structure[t] = load[t - 1] + 0.3 * random.NextNormal();
            resource[t] = t < 2 ? 0 : 0.8 * load[t - 2] + 0.3 * random.NextNormal();
        }

        Assert.True(Granger.Of(structure, resource, 2).P < 1e-6);
        Assert.True(Granger.Of(structure, resource, 2, given: load).P > 0.01);
    }

    [Fact]
    public void Long_series_approach_the_closed_form_of_information()
    {
        var known = Coupling.At("transfer_entropy");
        double[] strengths = known.Numbers("gaussian.c"), nats = known.Numbers("gaussian.te");
        for (int k = 0; k < strengths.Length; k++)
        {
            var random = new SeedTree(14).Stream("gaussian", 0, (uint)k);
            double[] x = new double[20_000], y = new double[20_000];
            for (int t = 0; t < x.Length; t++)
            {
                x[t] = random.NextNormal();
                if (t > 0) y[t] = strengths[k] * x[t - 1] + random.NextNormal();
            }

            Assert.Equal(nats[k], Granger.Of(x, y, 1).TransferEntropy, 0.02);
        }
    }

    private static void Same(double[][] expected, double[][] actual)
    {
        for (int i = 0; i < expected.Length; i++) KnownAnswer.Close(expected[i], actual[i]);
    }
}
