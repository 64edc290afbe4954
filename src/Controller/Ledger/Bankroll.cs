using Teleo.Controller.Domain;

namespace Teleo.Controller.Ledger;

/// <summary>
/// E as the wealth of the sources of foresight: an account for each, from which its bets are staked and to which they return what they
/// were found to have saved. The resource of the pool is the sum of all accounts.
/// </summary>
public sealed class Bankroll
{
    /// <summary>Time is booked in steps of at least so long.</summary>
    private const long BookingNs = 5_000_000_000;

    private readonly ForesightOptions _options;
    private readonly SourceAccount[] _accounts;
    private readonly OpenBets _bets;
    private readonly long[] _restsUntilNs;
    private readonly List<AccountRow> _rows = [];
    private long _unbookedNs;

    public Bankroll(ForesightOptions options, int skills)
    {
        _options = options;
        Sources = new(options);
        _accounts = [.. Enumerable.Range(0, Sources.Accounts).Select(_ => new SourceAccount(options))];
        _restsUntilNs = new long[Sources.Count];
        _bets = new(skills);
        Balance = Sum();
    }

    public Sources Sources { get; }

    public IReadOnlyList<SourceAccount> Accounts => _accounts;

    /// <summary>E: the sum of all accounts, as far as their movements have been handed over.</summary>
    public double Balance { get; private set; }

    /// <summary>Movements of accounts so far.</summary>
    public long Revision { get; private set; }

    /// <summary>Bets that have not been settled.</summary>
    public int Open => _bets.Open;

    /// <summary>The seconds that a source may stake now.</summary>
    internal double Available(int account, long nowNs) => nowNs < _restsUntilNs[account] ? 0 : _accounts[account].Available;

    /// <summary>Learns from an event what became of the open bets.</summary>
    internal void Observe(in PoolEvent happened, in PoolView pool, long nowNs, double elapsedSeconds)
    {
        _unbookedNs += (long)(elapsedSeconds * 1e9);
        foreach (int skill in _bets.Observe(happened, pool, nowNs, elapsedSeconds)) Settle(skill, nowNs);
    }

    /// <summary>Hands over all movements since the last call, and gives their sum as one row of the law.</summary>
    internal LedgerRow Accrue(List<AccountRow> into)
    {
        if (_unbookedNs >= BookingNs)
        {
            for (int i = 0; i < _accounts.Length; i++)
                if (_accounts[i].Pass(_unbookedNs, i) is { } row) AddRow(row);
            _unbookedNs = 0;
        }

        double added = 0, taken = 0;
        foreach (var row in _rows)
        {
            added += row.Added;
            taken += row.Taken;
        }

        into.AddRange(_rows);
        _rows.Clear();
        double before = Balance;
        Balance = Sum();
        return new(LedgerEntry.Accrual, before, 1, added, 0, taken, 0, Balance);
    }

    /// <summary>Stakes an accepted load ahead.</summary>
    internal AccountRow Load(
        int skill, int source, long decision, double stake, double loadSeconds, ReadOnlySpan<short> leaving, long nowNs, long untilNs)
    {
        var row = Stake(skill, source, decision, stake);
        if (_bets.IsOpen(skill)) Settle(skill, nowNs);
        _bets.Load(skill, source, decision, row.Taken, loadSeconds, leaving, nowNs, untilNs);
        return row;
    }

    /// <summary>Stakes an unload that no waiting request needs.</summary>
    internal AccountRow Free(int skill, int source, long decision, double stake, double loadSeconds, long nowNs, long untilNs)
    {
        var row = Stake(skill, source, decision, stake);
        if (_bets.IsOpen(skill)) Settle(skill, nowNs);
        _bets.Free(skill, source, decision, row.Taken, loadSeconds, nowNs, untilNs);
        return row;
    }

    /// <summary>Ends the bet on a skill that is unloaded.</summary>
    internal void Leave(int skill, long nowNs)
    {
        if (_bets.Leave(skill)) Settle(skill, nowNs);
    }

    /// <summary>Takes everything away from all sources.</summary>
    internal void Drain()
    {
        for (int i = 0; i < _accounts.Length; i++) AddRow(_accounts[i].Drain(i));
    }

    /// <summary>Sets what each account has available, from outside.</summary>
    internal void SetBalances(ReadOnlySpan<double> seconds)
    {
        for (int i = 0; i < _accounts.Length; i++) _accounts[i].Set(seconds[i]);
        Balance = Sum();
    }

    internal void Visit(StateFields fields)
    {
        long revision = Revision;
        fields.Count(ref revision);
        fields.Count(ref _unbookedNs);
        Revision = revision;
        foreach (var account in _accounts) account.Visit(fields);
        foreach (ref long until in _restsUntilNs.AsSpan()) fields.Number(ref until);
        _bets.Visit(fields);
        double balance = Balance;
        fields.Amount(ref balance);
        Balance = balance;
        int rows = _rows.Count;
        fields.Number(ref rows);
        fields.Require(rows is >= 0 and <= 1 << 20, "so many movements");
        AccountRow[] kept = fields.IsReading ? new AccountRow[rows] : [.. _rows];
        _rows.Clear();
        foreach (var row in kept) _rows.Add(row.Visit(fields));
    }

    private double Sum()
    {
        double sum = 0;
        foreach (var account in _accounts) sum += account.Balance;
        return sum;
    }

    private AccountRow Stake(int skill, int source, long decision, double stake)
    {
        int account = Sources.AccountOf(source);
        Revision++;
        // A gate that reads something else may let more through than there is.
        stake = Math.Min(stake, Math.Max(0, _accounts[account].Available));
        Balance -= stake;
        return _accounts[account].Stake(stake, account, source, decision, skill);
    }

    private void Settle(int skill, long nowNs)
    {
        ref readonly var bet = ref _bets[skill];
        int account = Sources.AccountOf(bet.Source);
        double own = bet.IsLoad ? bet.LoadSeconds : 0;
        double harm = own + _options.HarmShare * Math.Max(0, bet.Harm - own);
        AddRow(_accounts[account].Settle(bet.Stake, _options.ReturnShare * bet.Saved, harm, account, bet.Source, bet.Decision, skill));
        if (bet.WasInVain && _options.RestSeconds > 0) _restsUntilNs[account] = nowNs + (long)(_options.RestSeconds * 1e9);
        _bets.Remove(skill);
    }

    private void AddRow(in AccountRow row)
    {
        _rows.Add(row);
        Revision++;
    }
}
