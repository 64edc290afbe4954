namespace Teleo.Controller.Ledger;

/// <summary>How the account of one source of foresight is kept. Amounts are seconds: of a loader, of waiting, of a reload.</summary>
public sealed record SourceOptions
{
    /// <summary>What an account begins with.</summary>
    public double EndowmentSeconds { get; init; } = 3;

    /// <summary>Seconds that every second adds, so that a source that was wrong may try again.</summary>
    public double Trickle { get; init; } = 0.003;

    /// <summary>The most that an account holds.</summary>
    public double CeilingSeconds { get; init; } = 60;

    /// <summary>Seconds in which an unspent balance halves; infinite where nothing fades.</summary>
    public double HalfLifeSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>The share of the evidence that each bet puts at risk, fixed beforehand.</summary>
    public double EvidenceShare { get; init; } = 0.1;

    public IEnumerable<string> Problems()
    {
        if (!(EndowmentSeconds is >= 0 and <= 1e6)) yield return $"{nameof(EndowmentSeconds)} must lie between 0 and 1,000,000, is {EndowmentSeconds}";
        if (!(Trickle is >= 0 and <= 1)) yield return $"{nameof(Trickle)} must lie between 0 and 1, is {Trickle}";
        if (!(CeilingSeconds >= EndowmentSeconds && CeilingSeconds <= 1e6)) yield return $"{nameof(CeilingSeconds)} must lie between the endowment and 1,000,000, is {CeilingSeconds}";
        if (!(HalfLifeSeconds > 0)) yield return $"{nameof(HalfLifeSeconds)} must be above 0, is {HalfLifeSeconds}";
        if (!(EvidenceShare is > 0 and < 1)) yield return $"{nameof(EvidenceShare)} must lie between 0 and 1, is {EvidenceShare}";
    }
}
