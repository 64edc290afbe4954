namespace Teleo.Controller.Ledger;

/// <summary>
/// The account of one source of foresight. A bet is paid for when it is made; what it brought is returned when it is settled, and harm
/// beyond the stake is a debt that bars the source until it is repaid.
/// </summary>
/// <remarks>
/// Amounts are whole nanoseconds, so that the law holds to the bit: stakes less returns never exceed endowment and trickle,
/// whatever happens. What the ceiling cuts and what fades only makes the loss smaller.
/// </remarks>
public sealed class SourceAccount
{
    private const long PartsOfTrickle = 1_000_000_000;

    private readonly SourceOptions _options;
    private readonly long _trickleParts;
    private readonly long _ceilingNs;
    private long _partOfNs;

    public SourceAccount(SourceOptions options)
    {
        string[] problems = [.. options.Problems()];
        if (problems.Length > 0) throw new ArgumentException(string.Join("; ", problems), nameof(options));
        _options = options;
        EndowmentNs = BalanceNs = Whole(options.EndowmentSeconds);
        _ceilingNs = Whole(options.CeilingSeconds);
        _trickleParts = Whole(options.Trickle);
    }

    public long EndowmentNs { get; }

    /// <summary>What may be staked.</summary>
    public long BalanceNs { get; private set; }

    /// <summary>Harm beyond the stakes that has not been repaid.</summary>
    public long DebtNs { get; private set; }

    /// <summary>What time has added so far, whether it was kept, cut or went to a debt.</summary>
    public long TrickledNs { get; private set; }

    public long StakedNs { get; private set; }
    public long ReturnedNs { get; private set; }

    /// <summary>All harm beyond the stakes, repaid or not.</summary>
    public long UncoveredNs { get; private set; }

    public long Bets { get; private set; }
    public long Settled { get; private set; }

    /// <summary>How much the settled bets say against "a bet returns at most its stake on average": at least k with probability at most 1/k where that holds.</summary>
    public double Evidence { get; private set; } = 1;

    /// <summary>Stakes less returns: what the source has cost.</summary>
    public long ChargedNs => StakedNs - ReturnedNs;

    public bool CanStake(long stakeNs) => DebtNs == 0 && stakeNs >= 0 && stakeNs <= BalanceNs;

    public void Pass(long elapsedNs)
    {
        if (elapsedNs <= 0) return;
        Int128 parts = (Int128)elapsedNs * _trickleParts + _partOfNs;
        long whole = (long)(parts / PartsOfTrickle);
        _partOfNs = (long)(parts % PartsOfTrickle);
        TrickledNs += whole;
        BalanceNs = (long)(BalanceNs * Decay.Left(elapsedNs * 1e-9, _options.HalfLifeSeconds));
        Credit(whole);
    }

    public void Stake(long stakeNs)
    {
        if (!CanStake(stakeNs)) throw new InvalidOperationException($"{stakeNs} ns cannot be staked: the balance is {BalanceNs} ns, the debt {DebtNs} ns");
        BalanceNs -= stakeNs;
        StakedNs += stakeNs;
        Bets++;
    }

    /// <summary>Settles one bet by what was realised: savings come back in full, harm is taken from the stake, and harm beyond the stake becomes a debt.</summary>
    public void Settle(long stakeNs, long savedNs, long harmNs)
    {
        long result = savedNs - harmNs;
        long returned = Math.Max(0, stakeNs + result);
        long uncovered = Math.Max(0, -(stakeNs + result));
        ReturnedNs += returned;
        UncoveredNs += uncovered;
        DebtNs += uncovered;
        Settled++;
        if (stakeNs > 0) Evidence *= 1 - _options.EvidenceShare + _options.EvidenceShare * ((double)returned / stakeNs);
        Credit(returned);
    }

    private void Credit(long amountNs)
    {
        long repaid = Math.Min(amountNs, DebtNs);
        DebtNs -= repaid;
        BalanceNs = Math.Min(_ceilingNs, BalanceNs + amountNs - repaid);
    }

    private static long Whole(double seconds) => (long)(seconds * 1e9);
}
