using Teleo.Controller.Ledger;

namespace Teleo.Controller.Deciding;

/// <summary>Lets through what the endogenous resource can pay for. A resource that is not a number pays for nothing.</summary>
internal sealed class Gate(ControllerOptions options)
{
    private readonly Sources _sources = new(options.Foresight);
    private readonly double _floor = options.ForLedger().Minimum;
    private readonly bool _isOwedFree = options.Foresight.Rule == ResourceRule.Bankroll;

    /// <summary>Marks what costs at most the resource less its floor, or at most what the account of its source holds.</summary>
    public void Mark(DecisionInputs inputs, CandidateSet candidates)
    {
        double[] accounts = inputs.Accounts;
        double all = inputs.Resource - _floor;
        foreach (ref var candidate in candidates.AsSpan())
        {
            double may = accounts.Length == 0 ? all : accounts[_sources.AccountOf(candidate.Source)];
            candidate.IsAffordable = candidate.Cost <= may || (candidate.Cost == 0 && _isOwedFree);
        }

        candidates[0].IsAffordable = true;
    }
}
