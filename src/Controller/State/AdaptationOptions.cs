namespace Teleo.Controller.State;

/// <summary>How the fast loop learns.</summary>
public sealed record AdaptationOptions
{
    /// <summary>An arrival counts half as much after this time.</summary>
    public double DemandHalfLifeSeconds { get; init; } = 600;

    /// <summary>A silence in which more arrivals than this were expected is taken for evidence: demand is then believed to be at most this many per silence.</summary>
    public double SilenceArrivals { get; init; } = 5;

    /// <summary>How many observed answers the manifest's quality is worth.</summary>
    public double QualityPriorWeight { get; init; } = 20;

    public IEnumerable<string> Problems()
    {
        if (!(DemandHalfLifeSeconds > 0 && double.IsFinite(DemandHalfLifeSeconds)))
            yield return $"{nameof(DemandHalfLifeSeconds)} must be above 0 and finite, is {DemandHalfLifeSeconds}";
        if (!(SilenceArrivals > 0)) yield return $"{nameof(SilenceArrivals)} must be above 0, is {SilenceArrivals}";
        if (!(QualityPriorWeight > 0 && double.IsFinite(QualityPriorWeight)))
            yield return $"{nameof(QualityPriorWeight)} must be above 0 and finite, is {QualityPriorWeight}";
    }
}
