namespace Teleo.Experiments.Preprint;

/// <summary>All results of a plan in its order, and the values computed from them.</summary>
public sealed record DistributionResults(
    IReadOnlyList<LearnerSetting> Settings, IReadOnlyList<LearnerFigures> Runs, IReadOnlyList<BaselineFigures> Baseline)
{
    /// <summary>One row per data set and named setting.</summary>
    public IReadOnlyList<DistributionRow> Named { get; } = [.. Rows(Settings.Where(setting => !setting.IsSwept), Runs, Baseline)];

    /// <summary>One row per data set and swept setting.</summary>
    public IReadOnlyList<DistributionRow> Swept { get; } = [.. Rows(Settings.Where(setting => setting.IsSwept), Runs, Baseline)];

    public IEnumerable<ReachRow> Reach => ReachRow.Of(Swept);

    public IEnumerable<InfluenceRow> Influence => InfluenceRow.Of(Swept, Settings.ToDictionary(setting => setting.Name));

    /// <summary>The commitments, criterion by criterion, without those of variants that were not run.</summary>
    internal IEnumerable<LearnerVerdict> Verdicts => LearnerVerdict.Of(this);

    private static IEnumerable<DistributionRow> Rows(
        IEnumerable<LearnerSetting> settings, IReadOnlyList<LearnerFigures> runs, IReadOnlyList<BaselineFigures> baseline)
    {
        var wanted = settings.Select(setting => setting.Name).ToHashSet();
        var baselines = baseline.GroupBy(run => run.Data).ToDictionary(group => group.Key, group => group.ToList());
        return runs.Where(run => wanted.Contains(run.Setting)).GroupBy(run => (run.Data, run.Setting))
            .Select(group => DistributionRow.Of([.. group], baselines[group.Key.Data].GetRange(0, group.Count())));
    }
}
