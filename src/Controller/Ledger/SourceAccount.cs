using Teleo.Controller.Domain;

namespace Teleo.Controller.Ledger;

/// <summary>
/// The account of one source of foresight. A bet is paid when it is made; its results return at settlement. Harm beyond the stake is paid
/// from the balance; the rest is a debt that blocks the source until it is repaid.
/// </summary>
/// <remarks>
/// Amounts are whole steps of 2^-20 s in doubles, so that the law holds to the bit: what is charged never exceeds endowment and trickle,
/// whatever happens. What the ceiling cuts and what fades only makes the loss smaller.
/// </remarks>
public sealed class SourceAccount
{
    private const double StepsPerSecond = 1 << 20;
    private const long SecondNs = 1_000_000_000;

    private readonly ForesightOptions _options;
    private readonly double _ceiling;
    private readonly double _perSecond;
    private long _pendingNs;

    public SourceAccount(ForesightOptions options)
    {
        _options = options;
        Endowment = Balance = Whole(options.EndowmentSeconds);
        _ceiling = Whole(options.CeilingSeconds);
        _perSecond = Whole(options.Trickle);
    }

    public double Endowment { get; }

    /// <summary>The seconds that may be staked.</summary>
    public double Balance { get; private set; }

    /// <summary>Harm beyond the stakes that has not been repaid.</summary>
    public double Debt { get; private set; }

    /// <summary>The seconds that time has added so far, including those cut at the ceiling or used for a debt.</summary>
    public double Trickled { get; private set; }

    public double Staked { get; private set; }
    public double Returned { get; private set; }

    /// <summary>Harm beyond the stakes that the balance paid.</summary>
    public double Paid { get; private set; }

    /// <summary>Harm that neither stake nor balance could pay, repaid since or not.</summary>
    public double Uncovered { get; private set; }

    public long Bets { get; private set; }
    public long Settled { get; private set; }

    /// <summary>
    /// The evidence against "a bet returns at most its stake on average": where that holds, it ever reaches k with probability at most 1/k.
    /// </summary>
    public double Evidence { get; private set; } = 1;

    /// <summary>Stakes and harm paid, less returns: the cost of the source so far.</summary>
    public double Charged => Staked + Paid - Returned;

    /// <summary>The amount that the gate reads: the balance, or the debt below nothing.</summary>
    public double Available => Debt > 0 ? -Debt : Balance;

    /// <summary>Returns the amount in whole steps, rounded up: no bet is charged less than its cost.</summary>
    public static double StakeOf(double seconds) => Math.Ceiling(seconds * StepsPerSecond) / StepsPerSecond;

    public bool CanStake(double stake) => stake == 0 || (stake > 0 && stake <= Available);

    /// <summary>Adds the income of each elapsed whole second; returns the change, if any.</summary>
    public AccountRow? Pass(long elapsedNs, int account)
    {
        if (elapsedNs <= 0) return null;
        _pendingNs += elapsedNs;
        long seconds = _pendingNs / SecondNs;
        if (seconds == 0) return null;
        _pendingNs -= seconds * SecondNs;
        double before = Balance, debt = Debt, added = seconds * _perSecond;
        double faded = before - Whole(before * Decay.Left(seconds, _options.HalfLifeSeconds));
        Trickled += added;
        Balance -= faded;
        Credit(added);
        double taken = before + added - Balance;
        return taken == added && faded == 0 && Debt == debt ? null
            : new(AccountEntry.Trickle, account, account, -1, -1, before, added, taken, Balance, Debt);
    }

    /// <summary>Pays for one bet.</summary>
    public AccountRow Stake(double stake, int account, int source, long bet, int skill)
    {
        if (!CanStake(stake))
            throw new InvalidOperationException($"{stake} s cannot be staked: the balance is {Balance} s, the debt {Debt} s");
        double before = Balance;
        Balance -= stake;
        Staked += stake;
        Bets++;
        return new(AccountEntry.Stake, account, source, bet, skill, before, 0, stake, Balance, Debt) { Staked = stake };
    }

    /// <summary>
    /// Settles one bet by its realised result: savings return in full; harm is taken from the stake, then from the balance, and the rest
    /// becomes a debt.
    /// </summary>
    public AccountRow Settle(double stake, double saved, double harm, int account, int source, long bet, int skill)
    {
        (saved, harm) = (Whole(saved), StakeOf(harm));
        double before = Balance, result = stake + saved - harm;
        double returned = Math.Max(0, result), beyond = Math.Max(0, -result);
        Returned += returned;
        Settled++;
        if (stake > 0) Evidence *= 1 - _options.EvidenceShare + _options.EvidenceShare * (returned / stake);
        Credit(returned);
        double paid = Math.Min(beyond, Balance), uncovered = beyond - paid;
        Paid += paid;
        Balance -= paid;
        Uncovered += uncovered;
        Debt += uncovered;
        return new(AccountEntry.Settlement, account, source, bet, skill, before, returned, before + returned - Balance, Balance, Debt)
        {
            Staked = stake,
            Saved = saved,
            Harm = harm,
            Uncovered = uncovered,
        };
    }

    /// <summary>Takes all of it away.</summary>
    internal AccountRow Drain(int account)
    {
        double before = Balance;
        Balance = 0;
        return new(AccountEntry.Drain, account, account, -1, -1, before, 0, before, 0, Debt);
    }

    /// <summary>Sets the available amount from outside, at most the ceiling; a negative amount is a debt.</summary>
    internal void Set(double seconds) => (Balance, Debt) = (Whole(Math.Clamp(seconds, 0, _ceiling)), Whole(Math.Max(0, -seconds)));

    internal void Visit(StateFields fields)
    {
        double balance = Balance, debt = Debt, trickled = Trickled, staked = Staked, returned = Returned;
        double paid = Paid, uncovered = Uncovered, evidence = Evidence;
        long bets = Bets, settled = Settled;
        fields.Amount(ref balance);
        fields.Amount(ref debt);
        fields.Amount(ref trickled);
        fields.Amount(ref staked);
        fields.Amount(ref returned);
        fields.Amount(ref paid);
        fields.Amount(ref uncovered);
        fields.Amount(ref evidence);
        fields.Count(ref bets);
        fields.Count(ref settled);
        fields.Count(ref _pendingNs);
        fields.Require(balance <= _ceiling && staked + paid - returned <= Endowment + trickled, "an account that keeps its law");
        (Balance, Debt, Trickled, Staked, Returned) = (balance, debt, trickled, staked, returned);
        (Paid, Uncovered, Evidence, Bets, Settled) = (paid, uncovered, evidence, bets, settled);
    }

    private void Credit(double amount)
    {
        double repaid = Math.Min(amount, Debt);
        Debt -= repaid;
        Balance = Math.Min(_ceiling, Balance + amount - repaid);
    }

    private static double Whole(double seconds) => Math.Floor(seconds * StepsPerSecond) / StepsPerSecond;
}
