using Teleo.Pool.Samples;

namespace Teleo.Experiments.Statistics;

/// <summary>
/// One number, or one curve, for scores over runs (rows) and scenarios (columns): the interquartile mean and related figures, which neither
/// one seed nor one scenario can dominate.
/// </summary>
public static class Aggregates
{
    /// <summary>The mean of the middle half: floor(n/4) values dropped on each side.</summary>
    public static double InterquartileMean(ReadOnlySpan<double> values)
    {
        double[] sorted = Sample.Sorted(values);
        int dropped = sorted.Length / 4;
        return Sample.Mean(sorted.AsSpan(dropped, sorted.Length - 2 * dropped));
    }

    public static double[] Flatten(double[][] scores) => [.. scores.SelectMany(row => row)];

    public static double[] Column(double[][] scores, int task) => [.. scores.Select(row => row[task])];

    public static double MedianOfTaskMeans(double[][] scores) =>
        Sample.Median([.. Enumerable.Range(0, scores[0].Length).Select(task => Sample.Mean(Column(scores, task)))]);

    /// <summary>Returns the mean distance by which scores fall short of the target; scores beyond it earn nothing.</summary>
    public static double OptimalityGap(double[][] scores, double target = 1) =>
        target - Flatten(scores).Average(score => Math.Min(score, target));

    /// <summary>Mean over scenarios of the chance that a run of x beats a run of y there.</summary>
    public static double ProbabilityOfImprovement(double[][] x, double[][] y) =>
        Enumerable.Range(0, x[0].Length).Average(task => EffectSize.ProbabilityOfImprovement(Column(x, task), Column(y, task)));

    /// <summary>Share of scores strictly above each threshold.</summary>
    public static double[] PerformanceProfile(double[][] scores, ReadOnlySpan<double> thresholds)
    {
        double[] all = Flatten(scores);
        return [.. thresholds.ToArray().Select(threshold => all.Count(score => score > threshold) / (double)all.Length)];
    }

    /// <summary>
    /// Replicates of a statistic under resampling of runs within each scenario, in the order drawn.
    /// <paramref name="below"/> gives a uniform index below its argument.
    /// </summary>
    public static double[] StratifiedReplicates(double[][] scores, Statistic statistic, Func<int, int> below, int count)
    {
        int runs = scores.Length, tasks = scores[0].Length;
        var replicates = new double[count];
        var drawn = new double[runs * tasks];
        for (int draw = 0; draw < count; draw++)
        {
            for (int run = 0; run < runs; run++)
                for (int task = 0; task < tasks; task++) drawn[run * tasks + task] = scores[below(runs)][task];
            replicates[draw] = statistic(drawn);
        }

        return replicates;
    }
}
