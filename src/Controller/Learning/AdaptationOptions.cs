using System.Text.Json.Serialization;
using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Controller.Learning;

/// <summary>The options of the fast loop's learning.</summary>
public sealed record AdaptationOptions
{
    /// <summary>
    /// Seconds of the shortest half-life, after which an arrival counts half; each further half-life is a fixed multiple of the previous
    /// one.
    /// </summary>
    public double DemandHalfLifeSeconds { get; init; } = 200;
    public int DemandHalfLives { get; init; } = 3;
    public double DemandHalfLifeRatio { get; init; } = 3.4641016151377544;   // 200, 693 and 2400 s

    /// <summary>The rule that combines the rates under the half-lives.</summary>
    public DemandMean DemandMean { get; init; } = DemandMean.Geometric;

    /// <summary>The share of weight that is distributed evenly among the half-lives at each arrival, with weighted half-lives.</summary>
    public double DemandSharing { get; init; } = 0.0005;

    /// <summary>
    /// The number of expected arrivals after which a silence is evidence: demand is then at most this many arrivals per silence.
    /// </summary>
    public double SilenceArrivals { get; init; } = 5;

    /// <summary>The prior idle age in seconds before the first unload, and the decay of an unload's weight at the next.</summary>
    public double IdleAgePriorSeconds { get; init; } = 10;
    public double IdleAgeMemory { get; init; } = 0.97;

    /// <summary>The number of observed answers that the manifest's quality is worth.</summary>
    public double QualityPriorWeight { get; init; } = 20;

    /// <summary>
    /// The number of remembered answers per skill, including the manifest's; older ones decay. 0 keeps all, which is right if right answers
    /// never change; otherwise a skill with a thousand right answers needs thousands of wrong ones.
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
