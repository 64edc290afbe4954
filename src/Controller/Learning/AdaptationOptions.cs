using System.Text.Json.Serialization;

namespace Teleo.Controller.Learning;

/// <summary>The options of the fast loop's learning.</summary>
public sealed record AdaptationOptions
{
    /// <summary>
    /// An arrival counts half as much after this time under the shortest of the half-lives, and under each other after so many times
    /// that of the one before.
    /// </summary>
    public double DemandHalfLifeSeconds { get; init; } = 200;
    public int DemandHalfLives { get; init; } = 3;
    public double DemandHalfLifeRatio { get; init; } = 3.4641016151377544;   // 200, 693 and 2400 s

    /// <summary>The rule by which the rates under the half-lives become one.</summary>
    public DemandMean DemandMean { get; init; } = DemandMean.Geometric;

    /// <summary>The share of belief that is dealt out evenly among the half-lives at each arrival, where the mean is by belief.</summary>
    public double DemandSharing { get; init; } = 0.0005;

    /// <summary>
    /// A silence in which more arrivals than this were expected is taken for evidence:
    /// demand is then believed to be at most this many per silence.
    /// </summary>
    public double SilenceArrivals { get; init; } = 5;

    /// <summary>
    /// The idle age of those unloaded that is believed before any was, and the share that an unload counts for after the next.
    /// </summary>
    public double IdleAgePriorSeconds { get; init; } = 10;
    public double IdleAgeMemory { get; init; } = 0.97;

    /// <summary>The number of observed answers that the manifest's quality is worth.</summary>
    public double QualityPriorWeight { get; init; } = 20;

    /// <summary>
    /// The number of observed answers that are remembered, the manifest's among them; older ones fade. 0 keeps all: right where the right
    /// answers never change, while a skill that was right a thousand times has to be wrong some thousands before it is believed bad.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double QualityMemory { get; init; }

    public IEnumerable<string> Problems()
    {
        if (!(DemandHalfLifeSeconds > 0 && double.IsFinite(DemandHalfLifeSeconds)))
            yield return $"{nameof(DemandHalfLifeSeconds)} must be above 0 and finite, is {DemandHalfLifeSeconds}";
        if (DemandHalfLives is < 1 or > 8) yield return $"{nameof(DemandHalfLives)} must lie between 1 and 8, is {DemandHalfLives}";
        if (!(DemandHalfLifeRatio > 1 && DemandHalfLifeRatio <= 100))
            yield return $"{nameof(DemandHalfLifeRatio)} must be above 1 and at most 100, is {DemandHalfLifeRatio}";
        if (!(DemandSharing is >= 0 and <= 1)) yield return $"{nameof(DemandSharing)} must lie between 0 and 1, is {DemandSharing}";
        if (!Enum.IsDefined(DemandMean)) yield return $"{nameof(DemandMean)} must be a known mean, is {DemandMean}";
        if (!(IdleAgePriorSeconds > 0 && double.IsFinite(IdleAgePriorSeconds)))
            yield return $"{nameof(IdleAgePriorSeconds)} must be above 0 and finite, is {IdleAgePriorSeconds}";
        if (!(IdleAgeMemory is >= 0 and <= 1)) yield return $"{nameof(IdleAgeMemory)} must lie between 0 and 1, is {IdleAgeMemory}";
        if (!(SilenceArrivals > 0)) yield return $"{nameof(SilenceArrivals)} must be above 0, is {SilenceArrivals}";
        if (!(QualityPriorWeight > 0 && double.IsFinite(QualityPriorWeight)))
            yield return $"{nameof(QualityPriorWeight)} must be above 0 and finite, is {QualityPriorWeight}";
        if (!(QualityMemory == 0 || (QualityMemory >= 2 && double.IsFinite(QualityMemory))))
            yield return $"{nameof(QualityMemory)} must be 0 or at least 2 and finite, is {QualityMemory}";
    }
}
