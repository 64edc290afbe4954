using Teleo.Engine.Skills;

namespace Teleo.Engine.Pool;

/// <summary>The measurements of a skill in this pool, loaded now or not, beside the estimates.</summary>
public sealed record SkillMeasurements
{
    public ResourceEstimate? Estimate { get; init; }

    /// <summary>Bytes of weights in memory, whenever they were measured.</summary>
    public RunningMean WeightBytes { get; init; }

    /// <summary>Most scratch held before it was given back.</summary>
    public RunningMean ScratchBytes { get; init; }

    /// <summary>Loads of which all pages were in the system's cache.</summary>
    public RunningMean WarmLoadSeconds { get; init; }

    /// <summary>Loads that had to read from the disk.</summary>
    public RunningMean ColdLoadSeconds { get; init; }

    /// <summary>Loads of which the system did not say.</summary>
    public RunningMean OtherLoadSeconds { get; init; }

    public RunningMean UnloadSeconds { get; init; }

    /// <summary>By how much the estimate of memory was wrong, as a share of it; null where one of the two is missing.</summary>
    public double? BytesError => Error(WeightBytes, Estimate?.ResidentBytes ?? 0);

    /// <summary>By how much the estimate of a warm load was wrong, as a share of it; null where one of the two is missing.</summary>
    public double? LoadError => Error(WarmLoadSeconds, (Estimate?.LoadMilliseconds ?? 0) / 1000);

    internal SkillMeasurements WithLoad(double seconds, double? cachedShare) => cachedShare switch
    {
        null => this with { OtherLoadSeconds = OtherLoadSeconds.With(seconds) },
        1 => this with { WarmLoadSeconds = WarmLoadSeconds.With(seconds) },
        _ => this with { ColdLoadSeconds = ColdLoadSeconds.With(seconds) },
    };

    private static double? Error(RunningMean measured, double estimated) =>
        measured.Count == 0 || estimated <= 0 ? null : (measured.Mean - estimated) / estimated;
}
