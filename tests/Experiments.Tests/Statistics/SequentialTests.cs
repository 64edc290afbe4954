using System.Text.Json;
using Teleo.Experiments.Statistics;
using static Teleo.Experiments.Tests.Statistics.KnownAnswer;

namespace Teleo.Experiments.Tests.Statistics;

public class SequentialTests
{
    private static readonly JsonElement Known = File("sequential-evalues.json");

    [Fact]
    public void Betting_gives_its_known_wealth()
    {
        var known = Known.At("betting_bernoulli");
        double[] wealth = EProcess.Betting(known.Integers("bits"), known.Number("p0"), known.Number("lam"));
        Close(known.Numbers("wealth"), wealth);
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
            Assert.True(half > known.Number($"fixed_n_z_half_width.{n}"));
        }
    }

    [Fact]
    public void Hedged_capital_gives_its_known_bets()
    {
        var known = Known.At("hedged_capital_bounded");
        double[] x = known.Numbers("x");
        double alpha = known.Number("alpha");
        Close(known.Numbers("lambda_"), ConfidenceSequence.Bets(x, alpha));
    }

    [Fact]
    public void Evidence_combines_as_known()
    {
        Close(Known.Number("combine.mean"), EProcess.Average(Known.Numbers("combine.e")));
    }

    [Fact]
    public void While_nothing_is_there_the_expected_evidence_is_one()
    {
        const int Length = 10;
        double betting = 0;
        for (int path = 0; path < 1 << Length; path++)
        {
            int[] wins = [.. Enumerable.Range(0, Length).Select(i => path >> i & 1)];
            betting += EProcess.Betting(wins, 0.5, 0.8)[^1];
        }

        Assert.Equal(1, betting / (1 << Length), 10);
    }
}
