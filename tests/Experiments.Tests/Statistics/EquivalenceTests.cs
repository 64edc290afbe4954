using System.Text.Json;
using Teleo.Experiments.Statistics;
using Teleo.Pool.Samples;
using static Teleo.Experiments.Tests.Statistics.KnownAnswer;

namespace Teleo.Experiments.Tests.Statistics;

public class EquivalenceTests
{
    private static readonly JsonElement Known = File("equivalence-and-rope.json");
    private static readonly double[] Sleep = Known.At("four_way_verdicts")[0].Numbers("d");
    private static readonly double[] Small = Known.At("four_way_verdicts")[2].Numbers("d");

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public void Two_one_sided_tests_give_their_known_answers(int row)
    {
        var known = Known.At("tost")[row];
        double[] bounds = known.Numbers("bounds");
        var test = Equivalence.Of(row < 3 ? Sleep : Small, bounds[0], bounds[1]);
        Close(known.Number("t_lower"), test.TLower);
        Close(known.Number("p_lower"), test.PLower, Tail);
        Close(known.Number("t_upper"), test.TUpper);
        Close(known.Number("p_upper"), test.PUpper, Tail);
        Close(known.Number("p_tost"), test.P, Tail);
        Close(known.Numbers("ci90"), [test.Interval90.Lower, test.Interval90.Upper], Tail);
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public void The_verdicts_are_the_known_ones(int row)
    {
        var known = Known.At("four_way_verdicts")[row];
        double[] d = known.Numbers("d");
        double margin = known.Number("margin");
        var interval = PairedTest.Of(d).Interval(0.95);
        Close(known.Numbers("ci95"), [interval.Lower, interval.Upper], Tail);
        Close(known.Number("p_tost"), Equivalence.Of(d, -margin, margin).P, Tail);
        var expected = known.At("verdict").GetString() switch
        {
            "inferior beyond margin" => MarginConclusion.Inferior,
            "equivalent" => MarginConclusion.Equivalent,
            "inconclusive" => MarginConclusion.Inconclusive,
            _ => MarginConclusion.DifferentWithinMargin,
        };
        Assert.Equal(expected, Equivalence.Judge(d, margin));
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2), InlineData(3)]
    public void The_correlated_Bayesian_test_gives_its_known_answers(int row)
    {
        var known = Known.At("bayes_correlated_t")[row];
        double[] d = row < 2 ? Sleep : Small;
        Assert.Equal(known.Number("n"), d.Length);
        Close(known.Number("mean"), Sample.Mean(d));
        Close(known.Number("var"), Sample.Variance(d));
        var posterior = CorrelatedBayes.Of(d, known.Number("rho"), known.Number("rope"));
        Close(known.Number("scale"), posterior.Scale);
        Close(known.Number("p_left"), posterior.PLeft, Tail);
        Close(known.Number("p_rope"), posterior.PRope, Tail);
        Close(known.Number("p_right"), posterior.PRight, Tail);
    }

    [Fact]
    public void Turning_the_arms_round_turns_the_verdict_round()
    {
        double[] turned = [.. Sleep.Select(x => -x)];
        Assert.Equal(MarginConclusion.Inferior, Equivalence.Judge(Sleep, 0.5));
        Assert.Equal(MarginConclusion.Superior, Equivalence.Judge(turned, 0.5));
        Assert.Equal(Equivalence.Judge(Sleep, 1), Equivalence.Judge(turned, 1));
    }

    [Fact]
    public void Equivalence_is_judged_by_the_test_it_names()
    {
        foreach (double margin in new[] { 0.001, 0.004, 0.0059, 0.0061, 0.01 })
            Assert.Equal(Equivalence.Of(Small, -margin, margin).P < 0.05, Equivalence.Judge(Small, margin) == MarginConclusion.Equivalent);
    }

    [Fact]
    public void An_effect_that_only_reaches_the_margin_is_not_beyond_it()
    {
        Assert.Equal(MarginConclusion.DifferentWithinMargin, Equivalence.Judge(new Interval(0.5, 1), new Interval(0.6, 0.9), 0.5));
        Assert.Equal(MarginConclusion.DifferentWithinMargin, Equivalence.Judge(new Interval(-1, -0.5), new Interval(-0.9, -0.6), 0.5));
    }
}
