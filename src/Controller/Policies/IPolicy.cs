using Teleo.Controller.Domain;
using Teleo.Controller.Guards;

namespace Teleo.Controller.Policies;

/// <summary>
/// Decides. Our controller, its ablations and every rival implement this interface. They get the same measured sizes and times and are
/// bound by the same guards, loader and protected set.
/// </summary>
public interface IPolicy
{
    string Name { get; }

    /// <summary>The events after which the policy decides. It gets all other events only through <see cref="Observe"/>.</summary>
    PolicyEvents DecidesOn { get; }

    /// <summary>
    /// Seconds between ticks, where <see cref="DecidesOn"/> names <see cref="PolicyEvents.Tick"/>.
    /// </summary>
    double TickSeconds { get; }

    /// <summary>Returns true if this event calls for a decision. An event it does not decide on never does.</summary>
    bool WantsToDecide(in PoolEvent happened, in PoolView pool) => (DecidesOn & happened.Kind) != 0;

    /// <summary>Learns from one event without a change of structure. Allocates nothing.</summary>
    void Observe(in PoolEvent happened, in PoolView pool);

    /// <summary>
    /// Adds to <paramref name="chosen"/> what should be done now, in order; nothing added is a no-op.
    /// Pure but for the policy's own state: no clock, no input or output, no chance but its own named stream.
    /// </summary>
    void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen);

    /// <summary>
    /// Tells what became of one chosen action: vetoed by a guard, refused, or accepted by the plant. Most policies
    /// do not care; one that pays for its actions pays here.
    /// </summary>
    void Settle(in Settlement settlement)
    {
    }
}
