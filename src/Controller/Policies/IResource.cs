using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Policies;

/// <summary>
/// E under one <see cref="ResourceRule"/>: its income, the balance that the gate reads, and the payment of accepted actions. It has one
/// account or several.
/// </summary>
internal interface IResource
{
    /// <summary>E now.</summary>
    double Balance { get; }

    /// <summary>Changes of accounts so far.</summary>
    long Revision { get; }

    IReadOnlyList<string> AccountNames { get; }

    /// <summary>The account that pays for the actions of a source, by its place among the names.</summary>
    int AccountOf(int source);

    /// <summary>Records the effects of an event and of the time before it.</summary>
    void Observe(in PoolEvent happened, in PoolView pool, long nowNs, double elapsedSeconds);

    /// <summary>Books all that is pending, before a decision, and adds the rows to its record.</summary>
    void Accrue(DecisionRecord record);

    /// <summary>Writes to the inputs of a decision what the gate reads, and the phase.</summary>
    void Show(DecisionInputs inputs, ResourceSignals signals, long nowNs);

    /// <summary>Pays for the accepted candidate of a decision, and adds the rows to its record.</summary>
    void Pay(in Candidate candidate, DecisionRecord record, long nowNs);

    /// <summary>The balance of every account with all that is pending booked; a debt is negative.</summary>
    double[] BookedBalances();

    /// <summary>Sets every balance from outside, within its bounds. The change is booked as no outcome and no cost.</summary>
    void SetBalances(ReadOnlySpan<double> credits);

    /// <summary>Takes everything away.</summary>
    void Drain();
}
