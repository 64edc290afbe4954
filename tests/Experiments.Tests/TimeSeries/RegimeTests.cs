using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Experiments.Tests.Statistics;
using Teleo.Experiments.TimeSeries;

namespace Teleo.Experiments.Tests.TimeSeries;

public class RegimeTests
{
    private static readonly JsonElement Hmm = KnownAnswer.File("phase-hmm.json");

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

    private static void Same(double[][] expected, double[][] actual)
    {
        for (int i = 0; i < expected.Length; i++) KnownAnswer.Close(expected[i], actual[i]);
    }
}
