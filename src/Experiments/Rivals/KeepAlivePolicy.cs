using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Unloads a skill that has been idle for too long, even if its memory is not needed; each rule defines the time. When the pool is full
/// before that, the cheapest set is evicted.
/// </summary>
public abstract class KeepAlivePolicy : ValueSetPolicy
{
    private readonly double _tickSeconds;

    private protected KeepAlivePolicy(string name, Catalog catalog, double tickSeconds, double halfLifeSeconds = 300)
        : base(name, catalog, halfLifeSeconds) => _tickSeconds = tickSeconds;

    public override PolicyEvents DecidesOn => base.DecidesOn | PolicyEvents.Tick;

    public override double TickSeconds => _tickSeconds;

    /// <summary>Returns true if a skill that has been idle for so long should be unloaded.</summary>
    private protected abstract override bool HasExpired(int skill, double idleSeconds, in PoolView pool);
}
