using Teleo.Controller.Domain;

namespace Teleo.Experiments.Subjects;

/// <summary>Makes the balances that a decision is shown from the true ones, one bucket and one history for each source.</summary>
internal sealed class AccountBench(Treatment treatment, RandomStream chance)
{
    /// <summary>More than anything costs.</summary>
    private const double Plenty = 1e12;

    private readonly List<List<double>> _past = [];
    private readonly List<double> _buckets = [], _most = [], _sums = [];
    private RandomStream _chance = chance;
    private double _lastSeconds;

    public IReadOnlyList<SourceBalance> Shown(IReadOnlyList<SourceBalance> account, double nowSeconds)
    {
        double passed = nowSeconds - _lastSeconds;
        _lastSeconds = nowSeconds;
        var shown = new SourceBalance[account.Count];
        for (int i = 0; i < shown.Length; i++)
        {
            Note(i, account[i].Balance, passed);
            shown[i] = account[i] with { Balance = Shown(i) };
        }

        return shown;
    }

    /// <summary>Takes what was accepted out of the bucket of its source.</summary>
    public void Pay(IReadOnlyList<SourceBalance> account, string source, double cost)
    {
        for (int i = 0; i < account.Count && i < _buckets.Count; i++)
            if (account[i].Source == source) _buckets[i] = Math.Max(0, _buckets[i] - cost);
    }

    private void Note(int source, double balance, double passedSeconds)
    {
        if (source == _past.Count)
        {
            _past.Add([]);
            _buckets.Add(balance);
            _most.Add(0);
            _sums.Add(0);
        }

        _past[source].Add(balance);
        _sums[source] += balance;
        _most[source] = Math.Max(_most[source], balance);
        _buckets[source] = Math.Min(Math.Max(_most[source], _buckets[source]), _buckets[source] + treatment.Scale * passedSeconds);
    }

    private double Shown(int source)
    {
        var past = _past[source];
        return treatment.Account switch
        {
            AccountRule.Own => past[^1],
            AccountRule.Open => Plenty,
            AccountRule.Empty => 0,
            AccountRule.Clock => _buckets[source],
            AccountRule.Noise => treatment.Scale * _most[source] * _chance.NextDouble(),
            AccountRule.Mean => treatment.Scale * _sums[source] / past.Count,
            AccountRule.Lagged => treatment.Scale * past[Math.Max(0, past.Count - 1 - treatment.Lag)],
            AccountRule.Shuffled => treatment.Scale * past[_chance.NextInt(past.Count)],
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
