using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Policies;

/// <summary>
/// E as the balances of the sources of foresight: an action that no request waits for is a bet from the account of its source.
/// </summary>
internal sealed class BankrollResource(Bankroll bankroll, ControllerOptions options) : IResource
{
    public double Balance => bankroll.Balance;

    public long Revision => bankroll.Revision;

    public IReadOnlyList<string> AccountNames =>
        bankroll.Accounts.Count == 1 ? ["all"] : [.. Enumerable.Range(0, bankroll.Accounts.Count).Select(bankroll.Sources.NameOf)];

    public int AccountOf(int source) => bankroll.Sources.AccountOf(source);

    public void Observe(in PoolEvent happened, in PoolView pool, long nowNs, double elapsedSeconds) =>
        bankroll.Observe(happened, pool, nowNs, elapsedSeconds);

    public void Accrue(DecisionRecord record) => record.Rows.Add(bankroll.Accrue(record.Bets));

    /// <summary>Shows each account, and as the resource the sum of all that are not in debt. There is no floor to act at.</summary>
    public void Show(DecisionInputs inputs, ResourceSignals signals, long nowNs)
    {
        double sum = 0;
        for (int i = 0; i < inputs.Accounts.Length; i++)
        {
            inputs.Accounts[i] = signals.Read(i, bankroll.Available(i, nowNs));
            sum += Math.Max(0, inputs.Accounts[i]);
        }

        inputs.Resource = sum;
        inputs.Phase = LedgerPhase.Awake;
    }

    public void Pay(in Candidate candidate, DecisionRecord record, long nowNs)
    {
        var leaving = record.Candidates.Leaving(candidate);
        if (candidate.Cost > 0) record.Rows.Add(Bet(candidate, leaving, record, nowNs));
        foreach (short skill in leaving) bankroll.Leave(skill, nowNs);
    }

    public double[] BookedBalances() => [.. bankroll.Accounts.Select(account => account.Available)];

    public void SetBalances(ReadOnlySpan<double> credits) => bankroll.SetBalances(credits);

    public void Drain() => bankroll.Drain();

    private LedgerRow Bet(in Candidate candidate, ReadOnlySpan<short> leaving, DecisionRecord record, long nowNs)
    {
        var inputs = record.Inputs;
        int skill = candidate.First, source = candidate.Source;
        long decision = inputs.Sequence;
        long foretold = source == Sources.Popularity ? long.MaxValue : inputs.Estimates[skill].ForetoldUntilNs;
        long ahead = nowNs + (long)(Horizon.Of(options.Score, inputs) * 1e9);
        double before = bankroll.Balance, stake = candidate.Cost, load = inputs.Skills[skill].LoadSeconds;
        record.Bets.Add(candidate.Kind switch
        {
            ActionKind.Reserve => bankroll.Load(skill, source, decision, stake, stake, [], nowNs, ahead),
            _ when candidate.ComingCount > 0 => bankroll.Load(skill, source, decision, stake, load, leaving, nowNs, foretold),
            _ => bankroll.Free(skill, source, decision, stake, load, nowNs, ahead),
        });
        return new(LedgerEntry.Action, before, 1, 0, 0, 0, record.Bets[^1].Taken, bankroll.Balance);
    }
}
