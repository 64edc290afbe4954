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

    [Fact]
    public void A_cusum_alarms_where_the_textbook_does()
    {
        var row = Known.At("cusum_montgomery");
        var cusum = new Cusum(row.Number("target"), row.Number("sigma"), row.Number("K"), row.Number("H"));
        double[] x = row.Numbers("x"), up = row.Numbers("C_plus"), down = row.Numbers("C_minus");
        int[] steps = row.Integers("N_plus");
        int alarm = 0;
        for (int i = 0; i < x.Length; i++)
        {
            cusum.Add(x[i]);
            Assert.Equal(up[i], cusum.Up, 9);
            Assert.Equal(down[i], cusum.Down, 9);
            Assert.Equal(steps[i], cusum.StepsUp);
            if (alarm == 0 && cusum.Alarm) alarm = i + 1;
        }

        Assert.Equal(row.At("signal_at").GetInt32(), alarm);
        var average = new Ewma(Known.Number("ewma.lambda_"), Known.Number("ewma.start"));
        double[] z = [.. x.Select(value => { average.Add(value); return average.Value; })];
        KnownAnswer.Close(Known.Numbers("ewma.z"), z);
    }

    [Fact]
    public void Run_lengths_of_a_cusum_are_those_of_its_markov_chain()
    {
        foreach (var row in Known.At("cusum_arl").EnumerateArray())
        {
            double h = row.Number("h"), k = row.Number("k"), shift = row.Number("shift");
            KnownAnswer.Close(row.Number("one_sided_markov"), CusumRunLength.OneSided(k, h, shift), 1e-7);
            KnownAnswer.Close(row.Number("two_sided_markov"), CusumRunLength.TwoSided(k, h, shift), 1e-7);
            KnownAnswer.Close(row.Number("one_sided_siegmund"), CusumRunLength.Siegmund(k, h, shift), 1e-9);
        }
    }

    [Fact]
    public void Page_and_hinkley_signal_where_they_should()
    {
        var row = Known.At("page_hinkley");
        var test = new PageHinkley(row.Number("delta"), row.Number("lambda_"));
        double[] expected = row.Numbers("PH");
        int alarm = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            test.Add(ValuesOf("four_level_step")[i]);
            Assert.Equal(expected[i], test.Statistic, 9);
            if (alarm == 0 && test.Alarm) alarm = i + 1;
        }

        Assert.Contains(row.At("signal_at").GetInt32(), new[] { alarm, alarm - 1 });
    }

    [Theory]
    [InlineData("bocpd_step")]
    [InlineData("bocpd_nile_standardised")]
    public void The_run_length_posterior_is_the_reference_one(string name)
    {
        var row = Known.At(name);
        double[] x = name == "bocpd_step" ? ValuesOf("four_level_step") : Standardised(Nile);
        var prior = row.At("prior");
        var online = new BayesianOnline(row.Number("hazard"), new(prior.Number("mu0"), prior.Number("kappa0"), prior.Number("alpha0"), prior.Number("beta0")));
        int[] expected = row.Integers("map_run_length");
        for (int i = 0; i < x.Length; i++)
        {
            online.Add(x[i]);
            Assert.Equal(expected[i], online.LikeliestRun);
        }

        KnownAnswer.Close(row.Number("log_evidence"), online.LogEvidence);
        double[] posterior = [.. online.Posterior];
        Assert.Equal(1, posterior.Sum(), 9);
        if (row.TryGetProperty("final_posterior_top5", out var top))
            foreach (var entry in top.EnumerateArray()) KnownAnswer.Close(entry[1].GetDouble(), posterior[entry[0].GetInt32()]);
    }

    private static double[] ValuesOf(string series) => series == "nile" ? Nile : Known.At("l2.four_level_step").Numbers("x");

    private static double[] Standardised(double[] x)
    {
        double mean = x.Average(), deviation = Math.Sqrt(x.Average(v => (v - mean) * (v - mean)));
        return [.. x.Select(v => (v - mean) / deviation)];
    }
}
