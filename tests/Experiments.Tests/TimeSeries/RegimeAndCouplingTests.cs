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
    public void The_healthy_and_fever_model_gives_its_published_path()
    {
        var row = Hmm.At("healthy_fever");
        var model = new DiscreteRegimes(row.Numbers("pi"), row.Table("A"), row.Table("B"));
        var chain = model.On(row.Integers("obs"));
        KnownAnswer.Close(row.Number("likelihood"), Math.Exp(chain.LogLikelihood));
        Same(row.Table("forward"), chain.UnscaledForward());
        Same(row.Table("backward"), chain.UnscaledBackward());
        Same(row.Table("posterior"), chain.Posterior());
        var (path, logProbability) = chain.Viterbi();
        Assert.Equal(row.Integers("viterbi"), path);
        KnownAnswer.Close(row.Number("viterbi_prob"), Math.Exp(logProbability));

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
        Assert.Equal(row.Integers("viterbi"), chain.Viterbi().Path);
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
        Assert.Equal(1, Granger.BestLag(x, y, 5));
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
    public void Transfer_entropy_is_the_reference_one_in_each_direction()
    {
        var known = Coupling.At("transfer_entropy");
        var row = known.At("plugin_estimate");
        int[] Bits(string name) => [.. row.At(name).GetString()!.Select(c => c - '0')];
        KnownAnswer.Close(row.Number("te_x_to_y"), TransferEntropy.Plugin(Bits("x"), Bits("y")));
        KnownAnswer.Close(row.Number("te_y_to_x"), TransferEntropy.Plugin(Bits("y"), Bits("x")));

        var shuffles = new SeedTree(12).Stream("shuffles");
        Assert.True(TransferEntropy.Of(Bits("x"), Bits("y"), 99, shuffles).P <= 0.01);
        Assert.True(TransferEntropy.Of(Bits("y"), Bits("x"), 99, shuffles).P > 0.05);
    }

    [Fact]
    public void Long_series_approach_the_closed_forms_of_information()
    {
        var known = Coupling.At("transfer_entropy");
        double[] flips = known.Numbers("binary_copy_with_flip.eps"), bits = known.Numbers("binary_copy_with_flip.te");
        for (int k = 0; k < flips.Length; k++)
        {
            var random = new SeedTree(13).Stream("copy", 0, (uint)k);
            int[] x = new int[40_000], y = new int[40_000];
            for (int t = 0; t < x.Length; t++)
            {
                x[t] = random.NextInt(2);
                if (t + 1 < y.Length) y[t + 1] = random.NextDouble() < flips[k] ? 1 - x[t] : x[t];
            }

            Assert.Equal(bits[k], TransferEntropy.Plugin(x, y), 0.015);
            Assert.Equal(0, TransferEntropy.Plugin(y, x), 0.002);
            if (flips[k] == 0.1) Assert.Equal(known.Number("mutual_information.binary_symmetric_channel_eps_0_1"), TransferEntropy.MutualInformation(x[..^1], y[1..]), 0.015);
        }

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

    [Fact]
    public void Cross_maps_converge_in_the_direction_of_the_drive()
    {
        var row = Coupling.At("ccm");
        double[] x = row.Numbers("x"), y = row.Numbers("y");
        int[] libraries = row.Integers("L");
        double[] driving = [.. libraries.Select(length => CrossMap.Skill(x, y, length))];
        KnownAnswer.Close(row.Numbers("rho_x_hat_from_My_tests_x_drives_y"), driving, 1e-7);
        KnownAnswer.Close(row.Numbers("rho_y_hat_from_Mx_tests_y_drives_x"), [.. libraries.Select(length => CrossMap.Skill(y, x, length))], 1e-7);
        Assert.Equal(driving.Order(), driving);
    }

    [Fact]
    public void Order_patterns_have_their_published_entropy()
    {
        var known = KnownAnswer.File("phase-entropy-recurrence.json");
        double[] x = known.Numbers("bandt_pompe.x");
        foreach (int order in new[] { 2, 3 })
        {
            var row = known.At($"bandt_pompe.order{order}");
            var found = PermutationEntropy.Of(x, order);
            Assert.Equal(row.At("patterns").GetInt32(), found.Patterns);
            KnownAnswer.Close(row.Number("H_bits"), found.Bits);
            KnownAnswer.Close(row.Number("normalised"), found.Normalised);
        }

        var logistic = known.At("logistic_r4");
        double[] chaos = new double[2000];
        chaos[0] = logistic.Number("x0");
        for (int i = 1; i < chaos.Length; i++) chaos[i] = KnownSystems.Logistic(4, chaos[i - 1]);
        var entropy = PermutationEntropy.Of(chaos, 3);
        Assert.Equal(logistic.At("patterns_expected").GetInt32(), entropy.Patterns);
        KnownAnswer.Close(logistic.Number("order3.H_bits"), entropy.Bits, 2e-3);   // chaotic: the last bits of each step matter
        Assert.Equal((1, 0.0), (PermutationEntropy.Of([1, 2, 3, 4, 5], 3).Patterns, PermutationEntropy.Of([1, 2, 3, 4, 5], 3).Bits));
    }

    [Fact]
    public void Recurrences_are_counted_as_in_the_reference()
    {
        var known = KnownAnswer.File("phase-entropy-recurrence.json").At("rqa");
        double[] x = known.Numbers("x");
        foreach (var row in known.At("values").EnumerateArray())
        {
            var found = Recurrence.Of(x, row.Number("eps") + 1e-12, row.At("lmin").GetInt32());
            KnownAnswer.Close(row.Number("recurrence_rate_excl_main"), found.Rate);
            KnownAnswer.Close(row.Number("determinism"), found.Determinism);
            KnownAnswer.Close(row.Number("mean_diagonal"), found.MeanDiagonal);
            Assert.Equal(row.At("max_diagonal").GetInt32(), found.LongestDiagonal);
            KnownAnswer.Close(row.Number("laminarity_incl_main"), found.Laminarity);
            KnownAnswer.Close(row.Number("trapping_time"), found.TrappingTime);
        }

        var random = new SeedTree(15).Stream("recurrence");
        double[] noise = new double[200];
        for (int i = 0; i < noise.Length; i++) noise[i] = random.NextNormal();
        Assert.Equal(0.03, Recurrence.Of(noise, Recurrence.RadiusFor(noise, 0.03)).Rate, 0.001);
    }

    private static void Same(double[][] expected, double[][] actual)
    {
        for (int i = 0; i < expected.Length; i++) KnownAnswer.Close(expected[i], actual[i]);
    }
}
