using Teleo.Controller.Domain;

namespace Teleo.Controller.Ledger;

/// <summary>The signals that the gate reads, one for each account of the resource, with the chance that all of them draw from.</summary>
internal sealed class ResourceSignals(int accounts, Coupling coupling, int lag, RandomStream chance)
{
    private readonly ResourceSignal[] _signals = [.. Enumerable.Range(0, accounts).Select(_ => new ResourceSignal(coupling, lag))];
    private RandomStream _chance = chance;

    /// <summary>Requests that wait at this decision: the load that a stratum is named by.</summary>
    public int Waiting { get; set; }

    /// <summary>Notes the balance of an account at this decision and returns what the gate shall read.</summary>
    public double Read(int account, double balance) => _signals[account].Read(balance, Waiting, ref _chance);

    internal void Visit(StateFields fields)
    {
        foreach (var signal in _signals) signal.Visit(fields);
        _chance.Visit(fields);
    }
}
