using Teleo.Controller.Domain;
using Teleo.Controller.Guards;

namespace Teleo.Experiments.Subjects;

/// <summary>
/// A controller as the judge runs it. Its whole state passes through the judge in three parts: <see cref="Theta"/> for the learned
/// estimates, <see cref="Account"/> for its resource, <see cref="Rest"/> for all other state. The judge may replace each part between two
/// calls. Every decision must follow only from these parts, the view and the trigger.
/// </summary>
public interface ISubject : IDisposable
{
    string Name { get; }

    /// <summary>The events after which the subject decides.</summary>
    PolicyEvents DecidesOn { get; }

    /// <summary>Seconds between ticks, where it decides on ticks.</summary>
    double TickSeconds { get; }

    /// <summary>Score by which an action must beat doing nothing.</summary>
    double Margin => 0;

    /// <summary>False where the three parts of the state cannot be read and set. No commitment can then be demonstrated.</summary>
    bool HasOpenState => true;

    /// <summary>The learned state as bytes that only the subject understands.</summary>
    byte[] Theta { get; set; }

    /// <summary>The balance of each source of the resource; empty where there is no resource.</summary>
    IReadOnlyList<SourceBalance> Account { get; set; }

    /// <summary>All state that is neither learned nor the account.</summary>
    byte[] Rest { get; set; }

    bool WantsToDecide(in PoolEvent happened, in PoolView pool) => (DecidesOn & happened.Kind) != 0;

    /// <summary>Learns from one event. Changes theta alone.</summary>
    void Observe(in PoolEvent happened, in PoolView pool);

    /// <summary>Credits or charges the account for one event. Changes the account alone.</summary>
    void Earn(in PoolEvent happened, in PoolView pool);

    /// <summary>Offers its candidates with their scores, the no-op first, and chooses among them.</summary>
    void Decide(in PoolView pool, in PoolEvent trigger, SubjectDecision decision);

    /// <summary>Tells what became of one candidate that was taken. The account pays here.</summary>
    /// <param name="candidate">Its index in the last decision.</param>
    void Settle(in Settlement settlement, int candidate);
}

/// <summary>Credits that one source of the resource holds.</summary>
public readonly record struct SourceBalance(string Source, double Balance);
