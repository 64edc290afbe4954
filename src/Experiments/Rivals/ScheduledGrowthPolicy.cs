using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Adds one skill every few ticks in the order of the catalog, as long as it fits, and then never acts again: growth
/// and freezing from outside, whatever the work is. Every tick at once makes it a fixed routing.
/// </summary>
public sealed class ScheduledGrowthPolicy(string name, Catalog catalog, int ticksBetween) : IPolicy
{
    private readonly RoomPlan _plan = new(catalog.Count);
    private long _ticks;
    private int _next;

    public string Name => name;

    public PolicyEvents DecidesOn => PolicyEvents.Tick;

    public double TickSeconds => 1;

    public void Observe(in PoolEvent happened, in PoolView pool)
    {
    }

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        if (ticksBetween > 0 && _ticks++ % ticksBetween != 0) return;
        _plan.Begin(pool);
        do
        {
            while (_next < catalog.Count && (_plan.Stays(_next, pool) || !_plan.Fits(_next, pool))) _next++;
            if (_next >= catalog.Count || _plan.FreeLoaders <= 0 || !_plan.MayLoad(_next, pool)) return;
            chosen.Add(_plan.Load(_next++, pool));
        }
        while (ticksBetween == 0);
    }
}
