using System.Text.Json;
using Teleo.Experiments.Statistics;
using Teleo.Pool.Samples;
using static Teleo.Experiments.Tests.Statistics.KnownAnswer;

namespace Teleo.Experiments.Tests.Statistics;

public class AggregatesTests
{
    private static readonly JsonElement Known = File("statistics-aggregates-bootstrap.json").At("rliable");
    private static readonly double[][] X = Known.Table("X");
    private static readonly double[][] Y = Known.Table("Y");

    [Theory, InlineData("X"), InlineData("Y")]
    public void Aggregates_give_their_known_answers(string name)
    {
        double[][] scores = Known.Table(name);
        double[] all = Aggregates.Flatten(scores);
        var known = Known.At($"{name}_agg");
        Close(known.Number("iqm"), Aggregates.InterquartileMean(all));
        Close(known.Number("mean"), Sample.Mean(all));
        Close(known.Number("median_of_task_means"), Aggregates.MedianOfTaskMeans(scores));
        Close(known.Number("optimality_gap_gamma1"), Aggregates.OptimalityGap(scores));
        Close(Known.Numbers($"performance_profile_{name}_strict_gt"), Aggregates.PerformanceProfile(scores, Known.Numbers("tau")));
    }

    [Fact]
    public void Six_values_give_their_interquartile_mean()
    {
        double[] values = Known.Numbers("iqm_n6.values");
        Close(Known.Number("iqm_n6.trim_mean"), Aggregates.InterquartileMean(values));
    }

    [Fact]
    public void The_probability_of_improvement_is_the_mean_over_scenarios()
    {
        double[] perTask = [.. Enumerable.Range(0, 4).Select(task =>
            EffectSize.ProbabilityOfImprovement(Aggregates.Column(X, task), Aggregates.Column(Y, task)))];
        Close(Known.Numbers("probability_of_improvement_X_over_Y.per_task"), perTask);
        Close(Known.Number("probability_of_improvement_X_over_Y.mean"), Aggregates.ProbabilityOfImprovement(X, Y));
        Close(1 - Known.Number("probability_of_improvement_X_over_Y.mean"), Aggregates.ProbabilityOfImprovement(Y, X));
    }

    [Fact]
    public void The_stratified_bootstrap_gives_its_known_draws_and_quantiles()
    {
        var known = Known.At("stratified_bootstrap");
        var generator = new SplitMix(2024);
        foreach (var matrix in known.At("first_two_index_matrices").EnumerateArray())
            foreach (var row in matrix.EnumerateArray())
                foreach (var index in row.EnumerateArray()) Assert.Equal(index.GetInt32(), generator.Below(5));

        double[] replicates = Aggregates.StratifiedReplicates(X, Aggregates.InterquartileMean, new SplitMix(2024).Below, 1000);
        Close(known.Numbers("first_five"), replicates[..5]);
        Close(known.Number("mean"), Sample.Mean(replicates));
        Close(known.Number("sd"), Sample.StandardDeviation(replicates));
        Array.Sort(replicates);
        Close(known.Number("q025"), Sample.Quantile(replicates, 0.025));
        Close(known.Number("q975"), Sample.Quantile(replicates, 0.975));
    }

    [Fact]
    public void One_wild_run_cannot_carry_the_interquartile_mean()
    {
        double[] calm = [.. Enumerable.Range(0, 20).Select(i => (double)i)];
        double[] wild = [.. calm[..19], 1e12];
        Assert.Equal(Aggregates.InterquartileMean(calm), Aggregates.InterquartileMean(wild));
    }
}
