using Teleo.Controller.Ledger;

namespace Teleo.Controller.Deciding;

/// <summary>Lets through what the endogenous resource can pay for. A resource that is not a number pays for nothing.</summary>
internal sealed class Gate(ControllerOptions options)
{
    private readonly Sources _sources = new(options.Foresight);
    private readonly double _floor = options.ForLedger().Minimum;

    /// <summary>Marks what costs at most the resource less its floor, or at most what the account of its source holds.</summary>
    public void Mark(DecisionInputs inputs, CandidateSet candidates)
    {
        double[] accounts = inputs.Accounts;
        double all = inputs.Resource - _floor;
        foreach (ref var candidate in candidates.AsSpan())
        {
            double may = inputs.BetsFromAccounts ? accounts[_sources.AccountOf(candidate.Source)] : all;
            candidate.IsAffordable = candidate.Cost <= may || (candidate.Cost == 0 && inputs.BetsFromAccounts);
        }

        candidates[0].IsAffordable = true;
    }
}
