using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Pool.Plants;

namespace Teleo.Pool.Live;

/// <summary>
/// The measured times of a machine for each skill, in the simulator's terms: the file that <c>teleo pool calibrate</c> writes.
/// </summary>
internal sealed record Calibration
{
    public const string CurrentFormat = "teleo.calibration/2";

    public string Format { get; init; } = CurrentFormat;

    public required DateTimeOffset Measured { get; init; }

    /// <summary>The processor, how many of them, and how busy they were: the load of the last minute before and after.</summary>
    public required string Machine { get; init; }
    public required int Processors { get; init; }
    public required double LoadBefore { get; init; }

    /// <summary><c>real</c>, or <c>processor</c>: the process's own, which others on the machine disturb least.</summary>
    public required string Clock { get; init; }
    public required double LoadAfter { get; init; }

    /// <summary>The revision of the source that measured.</summary>
    public required string SourceRevision { get; init; }

    public required ImmutableArray<SkillCalibration> Skills { get; init; }
}

/// <summary>The median of measurements with its 95 % interval by order statistics.</summary>
internal sealed record Measured(double Median, double Lower, double Upper, int Count)
{
    /// <summary>Null where nothing was measured.</summary>
    public static Measured? Of(IReadOnlyList<double> values)
    {
        if (values.Count == 0) return null;
        double[] sorted = [.. values.Order()];
        double median = Teleo.Pool.Samples.Sample.Median(sorted);

        // The order statistics that enclose the median with 95 %, by the normal limit of the binomial.
        int half = (int)Math.Ceiling(0.98 * Math.Sqrt(sorted.Length));
        int middle = sorted.Length / 2;
        return new Measured(median, sorted[Math.Max(0, middle - half)], sorted[Math.Min(sorted.Length - 1, middle + half)], sorted.Length);
    }
}

/// <summary>
/// The measured times of one skill, in seconds of the plant's clock, from the command or the start of service to the report of the end.
/// </summary>
internal sealed record SkillCalibration
{
    public required string Name { get; init; }
    public required long ResidentBytes { get; init; }
    public required long ScratchBytes { get; init; }

    /// <summary>
    /// Load times with all of the file in the page cache, and with none of it; null if the system does not evict the file or does not say.
    /// </summary>
    public required Measured? WarmLoad { get; init; }
    public required Measured? ColdLoad { get; init; }
    public required Measured? Unload { get; init; }

    /// <summary>Time of a warm load in place of another skill, including its unload; and time of the check of a new skill.</summary>
    public required Measured? Switch { get; init; }
    public required Measured? Look { get; init; }

    /// <summary>
    /// Seconds per token of the prompt, per token of the answer, and of a request without tokens; and the additional time of the first
    /// request after a load.
    /// </summary>
    public required Measured? Prefill { get; init; }
    public required Measured? Decode { get; init; }
    public required Measured? Request { get; init; }
    public required Measured? FirstUse { get; init; }
    public required double Quality { get; init; }

    /// <param name="isWarm">Every file is in the page cache, so that no load is cold.</param>
    public SkillProfile Profile(bool isWarm) => new()
    {
        Name = Name,
        Footprint = new ResourceVector { ResidentBytes = ResidentBytes, ScratchBytes = ScratchBytes },
        WarmLoadSeconds = WarmLoad?.Median ?? 1e-3,
        ColdLoadSeconds = (isWarm ? null : ColdLoad?.Median) ?? WarmLoad?.Median ?? 1e-3,
        PrefillTokensPerSecond = 1 / (Prefill?.Median ?? 1e-4),
        DecodeTokensPerSecond = 1 / (Decode?.Median ?? 1e-3),
        RequestSeconds = Math.Max(0, Request?.Median ?? 0),
        FirstUseSeconds = Math.Max(0, FirstUse?.Median ?? 0),
        UnloadSeconds = Unload?.Median,
        SwitchSeconds = Switch?.Median,
        LookSeconds = Look?.Median ?? 0,
        Quality = Quality,
    };
}
