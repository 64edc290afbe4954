using System.Text.Json;
using Teleo.Controller.Domain;
using Teleo.Experiments.Tests.Statistics;
using Teleo.Experiments.TimeSeries;

namespace Teleo.Experiments.Tests.TimeSeries;

public class ChangePointTests
{
    private static readonly JsonElement Known = KnownAnswer.File("phase-changepoint.json");
    private static readonly double[] Nile = KnownAnswer.File("phase-early-warning.json").Numbers("nile.x");

    public static TheoryData<string> Series => ["nile", "four_level_step"];

    [Theory, MemberData(nameof(Series))]
    public void Divisions_are_the_reference_ones(string series)
    {
        var row = Known.At("l2." + series);
        double[] x = ValuesOf(series);
        KnownAnswer.Close(row.Number("sigma2_mad_of_diffs"), ChangePoints.NoiseVariance(x));
        KnownAnswer.Close(row.Number("cost_no_change"), ChangePoints.Cost(x, [x.Length]));
        for (int k = 1; k <= 3; k++)
        {
            int[] breaks = ChangePoints.Optimal(x, k);
            Assert.Equal(row.Integers($"dynp_{k}.breaks"), breaks);
            KnownAnswer.Close(row.Number($"dynp_{k}.total_cost"), ChangePoints.Cost(x, breaks));
            Assert.Equal(row.Integers($"binseg_{k}"), ChangePoints.Binary(x, k));
        }

        foreach (int factor in new[] { 2, 3 })
        {
            var pelt = row.At($"pelt_pen_{factor}_sigma2_log_n");
            int[] breaks = ChangePoints.Pelt(x, pelt.Number("pen"));
            Assert.Equal(pelt.Integers("breaks"), breaks);
            KnownAnswer.Close(pelt.Number("penalised_cost"), ChangePoints.Cost(x, breaks) + (breaks.Length - 1) * pelt.Number("pen"));
        }
    }

    [Fact]
    public void Pelt_finds_what_full_search_finds()
    {
        var random = new SeedTree(2).Stream("pelt");
        for (int repeat = 0; repeat < 15; repeat++)
        {
            double[] x = new double[60];
            double level = 0;
            for (int i = 0; i < x.Length; i++) x[i] = (level += random.NextInt(15) == 0 ? 3 * random.NextNormal() : 0) + random.NextNormal();
            double penalty = 1 + 8 * random.NextDouble();
            double Penalised(int[] breaks) => ChangePoints.Cost(x, breaks) + (breaks.Length - 1) * penalty;
            double best = Enumerable.Range(0, 50).Min(k => Penalised(ChangePoints.Optimal(x, k)));
            Assert.Equal(best, Penalised(ChangePoints.Pelt(x, penalty)), 8);
        }
    }

    [Fact]
    public void No_stretch_is_shorter_than_asked()
    {
        var random = new SeedTree(2).Stream("shortest");
        double[] x = new double[200];
        for (int i = 0; i < x.Length; i++) x[i] = random.NextNormal() + (i % 14 < 7 ? 4 : 0);
        int[] breaks = ChangePoints.Pelt(x, 1, shortest: 10);
        Assert.All(breaks.Zip(breaks.Prepend(0)), pair => Assert.True(pair.First - pair.Second >= 10));
    }

    private static double[] ValuesOf(string series) => series == "nile" ? Nile : Known.At("l2.four_level_step").Numbers("x");
}
