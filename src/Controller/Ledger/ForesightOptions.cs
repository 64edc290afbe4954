using static Teleo.Controller.Domain.OptionRules;

namespace Teleo.Controller.Ledger;

/// <summary>
/// The terms on which acts on the future are paid for. Amounts are seconds: of a loader, of waiting, of a reload. The defaults are the
/// bankroll: each source of foresight stakes what it holds and earns what its bets turn out to have saved.
/// </summary>
public sealed record ForesightOptions
{
    private const double MostSeconds = 1e6;

    public ResourceRule Rule { get; init; } = ResourceRule.Bankroll;

    /// <summary>The clients that have an account of their own, with commas between; all others share <c>client</c>.</summary>
    public string Clients { get; init; } = "";

    /// <summary>The seconds that an account begins with.</summary>
    public double EndowmentSeconds { get; init; } = 3;

    /// <summary>Seconds that every second adds, so that a source that was wrong may try again.</summary>
    public double Trickle { get; init; } = 0.001;

    /// <summary>The most that an account holds.</summary>
    public double CeilingSeconds { get; init; } = 60;

    /// <summary>Seconds in which an unspent balance halves; infinite where nothing fades.</summary>
    public double HalfLifeSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>The share of what a bet saved that comes back. 0: accounts are filled by the clock alone.</summary>
    public double ReturnShare { get; init; } = 1;

    /// <summary>The share of the harm to others that a bet is charged with, beside its own load.</summary>
    public double HarmShare { get; init; } = 1;

    /// <summary>Gives all sources one account to share.</summary>
    public bool OneAccount { get; init; }

    /// <summary>Seconds for which a source is refused after a bet that was in vain; 0: never.</summary>
    public double RestSeconds { get; init; }

    /// <summary>
    /// The share that an outcome counts for after the next, where what a source foretells is believed as far as it came true; 0: it is
    /// believed as it is told.
    /// </summary>
    public double ReliabilityMemory { get; init; } = 0.95;

    /// <summary>
    /// The seconds within which a skill that is asked for after another is taken for its successor; 0: successors are not learned.
    /// </summary>
    public double SuccessorSeconds { get; init; }

    /// <summary>
    /// The seconds within which requests for a skill are one job, where jobs at equal intervals are looked for; 0: they are not.
    /// </summary>
    public double PeriodSeconds { get; init; } = 10;

    /// <summary>The share of the evidence that each bet puts at risk, fixed beforehand.</summary>
    public double EvidenceShare { get; init; } = 0.1;

    /// <summary>Gives the most that E, the sum of all accounts, can be.</summary>
    public double Ceiling() => CeilingSeconds * new Sources(this).Accounts;

    public IEnumerable<string> Problems() =>
    [
        .. Broken(
            Known(Rule),
            Between(0, MostSeconds, EndowmentSeconds),
            Share(Trickle),
            Must(CeilingSeconds >= EndowmentSeconds && CeilingSeconds is > 0 and <= MostSeconds,
                "lie between the endowment and 1,000,000 and be above 0", CeilingSeconds),
            Positive(HalfLifeSeconds),
            Share(ReturnShare),
            Share(HarmShare),
            NotNegative(RestSeconds),
            Must(ReliabilityMemory is >= 0 and < 1, "be at least 0 and below 1", ReliabilityMemory),
            Between(0, MostSeconds, SuccessorSeconds),
            Between(0, MostSeconds, PeriodSeconds),
            Must(EvidenceShare is > 0 and < 1, "lie between 0 and 1", EvidenceShare)),
        .. Sources.Problems(Clients),
    ];
}
