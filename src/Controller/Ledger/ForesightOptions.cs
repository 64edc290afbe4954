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

    /// <summary>The initial balance of an account in seconds.</summary>
    public double EndowmentSeconds { get; init; } = 3;

    /// <summary>Seconds that every second adds, so that a source that was wrong may try again.</summary>
    public double Trickle { get; init; } = 0.001;

    /// <summary>The most that an account holds.</summary>
    public double CeilingSeconds { get; init; } = 60;

    /// <summary>Seconds in which an unspent balance halves; infinite where nothing fades.</summary>
    public double HalfLifeSeconds { get; init; } = double.PositiveInfinity;

    /// <summary>The share of a bet's savings that returns to the account. 0: only time fills the accounts.</summary>
    public double ReturnShare { get; init; } = 1;

    /// <summary>The share of harm to other requests that a bet is charged with, in addition to its own load.</summary>
    public double HarmShare { get; init; } = 1;

    /// <summary>Gives all sources one account to share.</summary>
    public bool OneAccount { get; init; }

    /// <summary>Seconds for which a source is refused after a bet that was in vain; 0: never.</summary>
    public double RestSeconds { get; init; }

    /// <summary>
    /// The decay of an outcome's weight at the next outcome, for the success rate of a source; 0: the source's own probability is used.
    /// </summary>
    public double ReliabilityMemory { get; init; } = 0.95;

    /// <summary>
    /// The time window in seconds in which a skill's request makes it a successor of another; 0: successors are not learned.
    /// </summary>
    public double SuccessorSeconds { get; init; }

    /// <summary>
    /// The time window in seconds in which requests for a skill are one job, for jobs at equal intervals; 0: the source is off.
    /// </summary>
    public double PeriodSeconds { get; init; } = 10;

    /// <summary>The fixed share of the evidence that each bet puts at risk.</summary>
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
