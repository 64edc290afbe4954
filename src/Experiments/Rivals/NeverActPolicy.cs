using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Rivals;

/// <summary>The floor: whatever is resident at the start stays, and nothing else is ever loaded.</summary>
public sealed class NeverActPolicy : IPolicy
{
    public string Name => "never-act";

    public PolicyEvents DecidesOn => PolicyEvents.None;

    public double TickSeconds => 1;

    public void Observe(in PoolEvent happened, in PoolView pool)
    {
    }

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
    }
}
