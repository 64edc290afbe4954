using Teleo.Controller.Deciding;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Tracing;

/// <summary>
/// Checks the accounts of sources against their law: the income over time, the stake of a bet, each settlement with its bet, savings and
/// harm, and the balances that the gate read.
/// </summary>
internal sealed class BetAudit(TraceReader reader)
{
    private const double StepsPerSecond = 1 << 20;

    private readonly ForesightOptions _terms = reader.Header.Options.Foresight;
    private readonly Coupling _coupling = reader.Header.Options.Coupling;
    private readonly double[] _balances = [.. Enumerable.Repeat(double.NaN, reader.Header.Options.AccountCount())];
    private readonly double[] _debts = new double[reader.Header.Options.AccountCount()];
    private readonly double[] _trickled = new double[reader.Header.Options.AccountCount()];
    private readonly HashSet<(long Bet, int Skill, int Account, double Stake)> _open = [];
    private bool _isFirst = true, _fromStart;
    private long _beginNs, _nowNs;

    public void Check()
    {
        var record = reader.Record;
        if (_isFirst) Begin(record.Inputs);
        _nowNs = Math.Max(_nowNs, record.Inputs.NowNs);
        int i = 0;
        for (; i < record.Bets.Count && record.Bets[i].Entry != AccountEntry.Stake; i++) Row(record, i);
        if (_fromStart && _coupling == Coupling.Full && _terms.RestSeconds == 0) Gate(record.Inputs);
        for (; i < record.Bets.Count; i++) Row(record, i);
    }

    private void Begin(DecisionInputs inputs)
    {
        _isFirst = false;
        _fromStart = inputs.Sequence == 0;
        _beginNs = _fromStart ? 0 : inputs.NowNs;
        if (_fromStart) Array.Fill(_balances, Whole(_terms.EndowmentSeconds));
    }

    private void Row(DecisionRecord record, int i)
    {
        var row = record.Bets[i];
        string at = $"bets[{i}]";
        if (!double.IsNaN(_balances[row.Account]) && !row.Before.Equals(_balances[row.Account]))
            throw Wrong($"{at}.before", $"{row.Before:R} is not where the account stood, {_balances[row.Account]:R}");
        switch (row.Entry)
        {
            case AccountEntry.Trickle:
                Trickle(row, at);
                break;
            case AccountEntry.Stake:
                Stake(row, at, record);
                break;
            case AccountEntry.Settlement:
                Settlement(row, at);
                break;
            default:
                Same(row.After, 0, $"{at}.after");
                break;
        }

        (_balances[row.Account], _debts[row.Account]) = (row.After, row.Debt);
    }

    private void Trickle(in AccountRow row, string at)
    {
        double perSecond = Whole(_terms.Trickle), seconds = perSecond > 0 ? row.Added / perSecond : 0;
        if (seconds < 0 || seconds != Math.Floor(seconds)) throw Wrong($"{at}.added", $"{row.Added:R} is not what whole seconds add");
        _trickled[row.Account] += row.Added;
        if (_trickled[row.Account] > perSecond * (Math.Ceiling((_nowNs - _beginNs) * 1e-9) + (_fromStart ? 0 : 1e9)))
            throw Wrong($"{at}.added", "time has added more than has passed");
        if (perSecond == 0 || !IsKnown(row)) return;
        double faded = row.Before - Whole(row.Before * Decay.Left(seconds, _terms.HalfLifeSeconds));
        Credited(row, row.Before - faded, row.Added, 0, 0, at);
    }

    private void Stake(in AccountRow row, string at, DecisionRecord record)
    {
        Same(row.Bet, record.Inputs.Sequence, $"{at}.bet");
        if (record.Outcome != OutcomeCode.Acted) throw Wrong(at, "a stake is booked where nothing was done");
        double cost = record.Candidates[record.Choice.Chosen].Cost;
        if (row.Added != 0 || !row.Staked.Equals(row.Taken)) throw Wrong(at, "a stake books more than its stake");
        bool isPaid = _coupling == Coupling.Full ? row.Taken.Equals(cost) : row.Taken <= cost;
        if (!isPaid) throw Wrong($"{at}.taken", $"{row.Taken:R} is not the cost of the chosen candidate, {cost:R}");
        if (IsKnown(row)) Same(row.Debt, _debts[row.Account], $"{at}.debt");
        _open.Add((row.Bet, row.Skill, row.Account, row.Staked));
    }

    private void Settlement(in AccountRow row, string at)
    {
        if (!_open.Remove((row.Bet, row.Skill, row.Account, row.Staked)) && _fromStart)
            throw Wrong(at, $"no bet of {row.Staked:R} on skill {row.Skill} by decision {row.Bet} is open");
        double result = row.Staked + row.Saved - row.Harm;
        Same(row.Added, Math.Max(0, result), $"{at}.added");
        if (IsKnown(row)) Credited(row, row.Before, row.Added, Math.Max(0, -result), row.Uncovered, at);
    }

    /// <summary>
    /// Checks the end of a row: an amount repays the debt first, the ceiling cuts the rest, harm beyond the stake is paid last.
    /// </summary>
    private void Credited(in AccountRow row, double before, double amount, double beyond, double uncovered, string at)
    {
        double debt = _debts[row.Account], repaid = Math.Min(amount, debt);
        double balance = Math.Min(Whole(_terms.CeilingSeconds), before + amount - repaid), paid = Math.Min(beyond, balance);
        Same(row.After, balance - paid, $"{at}.after");
        Same(uncovered, beyond - paid, $"{at}.uncovered");
        Same(row.Debt, debt - repaid + uncovered, $"{at}.debt");
    }

    private void Gate(DecisionInputs inputs)
    {
        for (int i = 0; i < _balances.Length; i++)
            Same(inputs.Accounts[i], _debts[i] > 0 ? -_debts[i] : _balances[i], $"pool.accounts[{i}]");
    }

    private bool IsKnown(in AccountRow row) => _fromStart || !double.IsNaN(_balances[row.Account]);

    private void Same<T>(T recorded, T follows, string field)
    {
        if (!EqualityComparer<T>.Default.Equals(recorded, follows))
            throw Wrong(field, $"{recorded} is recorded, but {follows} follows from the lines before");
    }

    private TraceException Wrong(string field, string message) => new(TraceFault.LedgerMismatch, reader.LineNumber, field, message);

    private static double Whole(double seconds) => Math.Floor(seconds * StepsPerSecond) / StepsPerSecond;
}
