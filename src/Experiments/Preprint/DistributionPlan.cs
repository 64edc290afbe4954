namespace Teleo.Experiments.Preprint;

/// <summary>The part of the distribution that is run. Equal plans give equal results at any number of threads.</summary>
public sealed record DistributionPlan
{
    public IReadOnlyList<string> Data { get; init; } = DataSet.Names;

    public LearnerOptions Options { get; init; } = LearnerOptions.Default;

    /// <summary>Splits of the unchanged learner, and of the baseline.</summary>
    public int Splits { get; init; } = 1_000;

    /// <summary>Splits of each variant; 0 skips the variants.</summary>
    public int VariantSplits { get; init; } = 100;

    /// <summary>Random settings of the open options; 0 skips the sweep.</summary>
    public int Settings { get; init; } = 200;

    /// <summary>Splits of each of them.</summary>
    public int SettingSplits { get; init; } = 5;

    public ulong Seed { get; init; } = 1;

    /// <summary>Runs of learner and baseline in all.</summary>
    public long Runs => Data.Count * (
        2L * Splits + Math.Max(VariantSplits, 0) * LearnerSetting.Variants(Options).Count + (long)Settings * SettingSplits);

    public IEnumerable<string> Problems()
    {
        if (Data.Count == 0) yield return "no data set is named";
        foreach (string name in Data.Except(
            DataSet.Names)) yield return $"no data set '{name}'; there are {string.Join(", ", DataSet.Names)}";
        if (Splits is < 2 or > 1_000_000) yield return $"splits must be 2 to 1000000, not {Splits}";
        if (VariantSplits < 0 || VariantSplits > Splits) yield return $"splits of variants must be 0 to {Splits}, not {VariantSplits}";
        if (Settings is < 0 or > 9_999) yield return $"settings must be 0 to 9999, not {Settings}";
        if (SettingSplits < 1 || SettingSplits > Splits) yield return $"splits of a setting must be 1 to {Splits}, not {SettingSplits}";
        foreach (string problem in Options.Problems()) yield return problem;
    }
}
