using Teleo.Controller.Domain;

namespace Teleo.Experiments.Distinction;

/// <summary>Runs over many splits and over many settings, in parallel and in a fixed order of results.</summary>
public static class LearnerDistribution
{
    /// <summary>Runs one setting on splits 0 to <paramref name="splits"/> - 1.</summary>
    /// <param name="progress">Called after each run, from any thread.</param>
    public static LearnerFigures[] Run(
        DataSet data, LearnerOptions options, int splits, SeedTree seeds, int threads,
        Action? progress = null, CancellationToken cancellation = default)
    {
        var figures = new LearnerFigures[splits];
        Parallel.For(0, splits, Degree(threads, cancellation), () => new LearnerRun(data, options, seeds), (split, _, run) =>
        {
            figures[split] = run.Run(split);
            progress?.Invoke();
            return run;
        }, _ => { });
        return figures;
    }

    /// <summary>Fits the baseline on the same splits and returns its share of right answers in each test.</summary>
    public static double[] RunBaseline(
        DataSet data, int splits, SeedTree seeds, int threads, Action? progress = null, CancellationToken cancellation = default)
    {
        var accuracies = new double[splits];
        Parallel.For(0, splits, Degree(threads, cancellation), Begin, (split, _, own) =>
        {
            own.Split.Fill(LearnerRun.SplitOf(data, seeds, split), Scaling.Standard);
            own.Model.Fit(own.Split);
            int right = 0;
            foreach (int i in own.Split.Split.Test)
            {
                var sample = own.Split.SampleOf(i);
                right += own.Model.Predict(sample) == sample.Label ? 1 : 0;
            }

            accuracies[split] = (double)right / own.Split.Split.Test.Length;
            progress?.Invoke();
            return own;
        }, _ => { });
        return accuracies;

        (PreparedSplit Split, LogisticRegression Model) Begin() => (new(data), new(data.Shape));
    }

    /// <summary>Runs many settings, each on splits 0 to <paramref name="splits"/> - 1.</summary>
    public static LearnerFigures[][] RunAll(
        DataSet data, IReadOnlyList<LearnerOptions> settings, int splits, SeedTree seeds, int threads,
        Action? progress = null, CancellationToken cancellation = default)
    {
        var figures = new LearnerFigures[settings.Count][];
        Parallel.For(0, settings.Count, Degree(threads, cancellation), setting =>
        {
            var run = new LearnerRun(data, settings[setting], seeds);
            figures[setting] = [.. Enumerable.Range(0, splits).Select(split => run.Run(split))];
            progress?.Invoke();
        });
        return figures;
    }

    private static ParallelOptions Degree(int threads, CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
}
