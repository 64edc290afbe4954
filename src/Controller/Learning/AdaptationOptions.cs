using System.Text.Json.Serialization;
using static Teleo.Controller.Domain.OptionRules;

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

    public IEnumerable<string> Problems() => Broken(
        FinitePositive(DemandHalfLifeSeconds),
        Between(1, 8, DemandHalfLives),
        Must(DemandHalfLifeRatio is > 1 and <= 100, "be above 1 and at most 100", DemandHalfLifeRatio),
        Share(DemandSharing),
        Known(DemandMean),
        FinitePositive(IdleAgePriorSeconds),
        Share(IdleAgeMemory),
        Positive(SilenceArrivals),
        FinitePositive(QualityPriorWeight),
        Must(QualityMemory == 0 || (QualityMemory >= 2 && double.IsFinite(QualityMemory)), "be 0 or at least 2 and finite", QualityMemory));
}
