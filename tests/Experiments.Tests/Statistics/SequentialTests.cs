using System.Text.Json;
using Teleo.Experiments.Statistics;
using static Teleo.Experiments.Tests.Statistics.KnownAnswer;

namespace Teleo.Experiments.Tests.Statistics;

public class SequentialTests
{
    private static readonly JsonElement Known = File("sequential-evalues.json");

    /// <summary>Two of three reach 3 / (0.05 * 2) = 30; the largest alone would have to reach 60.</summary>
    [Fact]
    public void The_bar_of_e_values_falls_with_the_number_that_reach_it() =>
        Assert.Equal(2, EProcess.BenjaminiHochberg([40, 1, 30], 0.05));

    [Fact]
    public void Betting_gives_its_known_wealth()
    {
        var known = Known.At("betting_bernoulli");
        double[] wealth = EProcess.Betting(known.Integers("bits"), known.Number("p0"), known.Number("lam"));
        Close(known.Numbers("wealth"), wealth);
        Assert.Equal((int)known.Number("first_cross_20"), EProcess.FirstCrossing(wealth, 20));
    }

    [Fact]
    public void The_beta_mixture_gives_its_known_path()
    {
        var known = Known.At("beta_mixture");
        double[] path = EProcess.BetaMixture(known.Integers("bits"), known.Number("p0"), known.Number("a"), known.Number("b"));
        Close(known.Numbers("e"), path);
        Assert.Null(EProcess.FirstCrossing(path, 20));
    }

    [Fact]
    public void The_Gaussian_mixture_gives_its_known_path()
    {
        var known = Known.At("gaussian_mixture");
        double[] path = EProcess.GaussianMixture(known.Numbers("x"), known.Number("sigma2"), known.Number("tau2"));
        Close(known.Numbers("e"), path);
        Assert.Equal((int)known.Number("first_cross_20"), EProcess.FirstCrossing(path, 20));
    }

    [Fact]
    public void The_confidence_sequence_has_its_known_width_and_pays_for_looking()
    {
        var known = Known.At("normal_mixture_confidence_sequence");
        foreach (var row in known.At("half_width").EnumerateObject())
        {
            int n = int.Parse(row.Name);
            double half = ConfidenceSequence.HalfWidth(n, known.Number("rho2"), known.Number("alpha"));
            Close(row.Value.GetDouble(), half);
            double fixedHalf = ConfidenceSequence.FixedHalfWidth(n, known.Number("alpha"));
            Close(known.Number($"fixed_n_z_half_width.{n}"), fixedHalf);
            Assert.True(half > fixedHalf);
        }
    }

    [Fact]
    public void Hedged_capital_gives_its_known_bets_and_paths()
    {
        var known = Known.At("hedged_capital_bounded");
        double[] x = known.Numbers("x");
        double alpha = known.Number("alpha");
        Close(known.Numbers("lambda_"), ConfidenceSequence.Bets(x, alpha));
        Close(known.Numbers("capital_m_0_5"), ConfidenceSequence.HedgedCapital(x, 0.5, alpha));
        Close(known.Numbers("capital_m_0_66"), ConfidenceSequence.HedgedCapital(x, 0.66, alpha));
    }

    [Fact]
    public void Evidence_combines_as_known()
    {
        Assert.Equal(Known.Number("e_bh.k_star"), EProcess.BenjaminiHochberg(Known.Numbers("e_bh.e"), Known.Number("e_bh.alpha")));
        double kappa = Known.Number("p_to_e_calibrator.kappa");
        Close(Known.Numbers("p_to_e_calibrator.e"), [.. Known.Numbers("p_to_e_calibrator.p").Select(p => EProcess.FromP(p, kappa))]);
        Close(Known.Number("combine.product"), EProcess.Product(Known.Numbers("combine.e")));
        Close(Known.Number("combine.mean"), EProcess.Average(Known.Numbers("combine.e")));
    }

    [Fact]
    public void Walds_test_gives_its_known_path_and_decision()
    {
        var known = Known.At("wald_sprt");
        int[] bits = Known.Integers("betting_bernoulli.bits");
        var test = new SequentialRatio(known.Number("p0"), known.Number("p1"), known.Number("alpha"), known.Number("beta"));
        Close(known.Number("A"), test.UpperBound);
        Close(known.Number("B"), test.LowerBound);
        Close(known.Numbers("llr"), test.LogRatio(bits));
        Assert.Equal((RatioDecision.AcceptAlternative, (int)known.Number("decision.n")), test.Decide(bits));
    }

    [Fact]
    public void While_nothing_is_there_the_expected_evidence_is_one()
    {
        const int Length = 10;
        double betting = 0, mixture = 0;
        for (int path = 0; path < 1 << Length; path++)
        {
            int[] wins = [.. Enumerable.Range(0, Length).Select(i => path >> i & 1)];
            betting += EProcess.Betting(wins, 0.5, 0.8)[^1];
            mixture += EProcess.BetaMixture(wins, 0.5, 1, 1)[^1];
        }

        Assert.Equal(1, betting / (1 << Length), 10);
        Assert.Equal(1, mixture / (1 << Length), 10);
    }
}
