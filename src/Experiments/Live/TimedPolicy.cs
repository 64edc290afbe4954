using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Live;

/// <summary>A policy with timed decisions.</summary>
internal sealed class TimedPolicy(IPolicy policy, TimeProvider clock) : IPolicy, IForesight
{
    public long Decisions { get; private set; }

    public double Seconds { get; private set; }

    public string Name => policy.Name;

    public PolicyEvents DecidesOn => policy.DecidesOn;

    public double TickSeconds => policy.TickSeconds;

    public bool WantsToDecide(in PoolEvent happened, in PoolView pool) => policy.WantsToDecide(happened, pool);

    public void Observe(in PoolEvent happened, in PoolView pool) => policy.Observe(happened, pool);

    public void Foretell(in Foretelling foretelling, in PoolView pool) => (policy as IForesight)?.Foretell(foretelling, pool);

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        long began = clock.GetTimestamp();
        policy.Decide(pool, trigger, chosen);
        Seconds += clock.GetElapsedTime(began).TotalSeconds;
        Decisions++;
    }

    public void Settle(in Settlement settlement) => policy.Settle(settlement);
}
