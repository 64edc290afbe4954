using Teleo.Controller.Domain;

namespace Teleo.Experiments.Preprint;

/// <summary>Runs over many splits and over many settings, in parallel and in a fixed order of results.</summary>
public static class LearnerDistribution
{
    /// <param name="progress">Called with the number of runs done, from any thread.</param>
    public static DistributionResults Run(
        DistributionPlan plan, int threads, Action<long>? progress = null, CancellationToken cancellation = default)
    {
        if (plan.Problems().ToList() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(plan));
        var seeds = new SeedTree(plan.Seed);
        var main = LearnerSetting.Of(plan.Options);
        LearnerSetting[] variants = plan.VariantSplits > 0 ? [.. LearnerSetting.Variants(plan.Options)] : [];
        LearnerSetting[] swept = [.. LearnerSetting.Swept(plan.Options, plan.Settings, seeds)];
        var runs = new List<LearnerFigures>();
        var baseline = new List<BaselineFigures>();
        long done = 0;
        foreach (string name in plan.Data)
        {
            var data = DataSet.Load(name);
            runs.AddRange(Run(data, main, plan.Splits, seeds, threads, Note, cancellation));
            baseline.AddRange(RunBaseline(data, plan.Splits, seeds, threads, Note, cancellation));
            foreach (var variant in variants) runs.AddRange(Run(data, variant, plan.VariantSplits, seeds, threads, Note, cancellation));
            runs.AddRange(RunAll(data, swept, plan.SettingSplits, seeds, threads, Note, cancellation));
        }

        return new([main, .. variants, .. swept], runs, baseline);

        void Note() => progress?.Invoke(Interlocked.Increment(ref done));
    }

    /// <summary>Runs one setting on splits 0 to <paramref name="splits"/> - 1.</summary>
    /// <param name="progress">Called after each run, from any thread.</param>
    public static LearnerFigures[] Run(
        DataSet data, LearnerSetting setting, int splits, SeedTree seeds, int threads,
        Action? progress = null, CancellationToken cancellation = default)
    {
        var figures = new LearnerFigures[splits];
        Parallel.For(0, splits, Degree(threads, cancellation), () => new LearnerRun(data, setting, seeds), (split, _, run) =>
        {
            figures[split] = run.Run(split);
            progress?.Invoke();
            return run;
        }, _ => { });
        return figures;
    }

    /// <summary>Fits the baseline on the same splits.</summary>
    public static BaselineFigures[] RunBaseline(
        DataSet data, int splits, SeedTree seeds, int threads, Action? progress = null, CancellationToken cancellation = default)
    {
        var figures = new BaselineFigures[splits];
        Parallel.For(0, splits, Degree(threads, cancellation), Begin, (split, _, own) =>
        {
            own.Split.Fill(LearnerRun.SplitOf(data, seeds, split), Scaling.Standard);
            own.Model.Fit(own.Split);
            int right = own.Split.Split.Test.Count(i => own.Model.Predict(own.Split.SampleOf(i)) == data.Labels[i]);
            figures[split] = new() { Data = data.Name, Split = split, Tested = own.Split.Split.Test.Length, Right = right };
            progress?.Invoke();
            return own;
        }, _ => { });
        return figures;

        (PreparedSplit Split, LogisticRegression Model) Begin() => (new(data), new(data.Shape));
    }

    /// <summary>Runs many settings, each on splits 0 to <paramref name="splits"/> - 1.</summary>
    public static IEnumerable<LearnerFigures> RunAll(
        DataSet data, IReadOnlyList<LearnerSetting> settings, int splits, SeedTree seeds, int threads,
        Action? progress = null, CancellationToken cancellation = default)
    {
        var figures = new LearnerFigures[settings.Count][];
        Parallel.For(0, settings.Count, Degree(threads, cancellation), setting =>
        {
            var run = new LearnerRun(data, settings[setting], seeds);
            var own = new LearnerFigures[splits];
            for (int split = 0; split < splits; split++)
            {
                cancellation.ThrowIfCancellationRequested();
                own[split] = run.Run(split);
                progress?.Invoke();
            }

            figures[setting] = own;
        });
        return figures.SelectMany(own => own);
    }

    private static ParallelOptions Degree(int threads, CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
}
