using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// The placebo: acts as often as another policy does, on an action drawn uniformly from those that could be done.
/// </summary>
public sealed class RandomActionPolicy(string name, Catalog catalog, RandomStream draws, double actionShare) : IPolicy
{
    private readonly RoomPlan _plan = new(catalog.Count);
    private RandomStream _draws = draws;

    public string Name => name;

    public PolicyEvents DecidesOn => PolicyEvents.Tick | PolicyEvents.Miss;

    public double TickSeconds => 1;

    public void Observe(in PoolEvent happened, in PoolView pool)
    {
    }

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        if (_draws.NextDouble() >= actionShare) return;
        _plan.Begin(pool);
        int feasible = Visit(pool, -1, null);
        if (feasible > 0) Visit(pool, _draws.NextInt(feasible), chosen);
    }

    /// <summary>
    /// Counts what could be done: each load that fits, each unload, each swap of one for one. Adds the one with the given number.
    /// </summary>
    private int Visit(in PoolView pool, int wanted, List<ControlAction>? chosen)
    {
        int number = 0;
        for (int i = 0; i < pool.Skills.Length; i++)
        {
            bool mayLoad = !pool.Skills[i].IsResident && _plan.FreeLoaders > 0 && _plan.MayLoad(i, pool);
            if (mayLoad && _plan.Fits(i, pool) && number++ == wanted) chosen!.Add(new ControlAction.Activate(i));
            if (_plan.MayLeave(i, pool) && number++ == wanted) chosen!.Add(new ControlAction.Deactivate(i));
            if (!mayLoad || _plan.Fits(i, pool)) continue;
            var deficit = _plan.Deficit(i, pool);
            for (int j = 0; j < pool.Skills.Length; j++)
                if (_plan.MayLeave(j, pool) && deficit.FitsWithin(pool.Skills[j].Footprint) && number++ == wanted)
                    chosen!.Add(new ControlAction.Replace([j], i));
        }

        return number;
    }
}
