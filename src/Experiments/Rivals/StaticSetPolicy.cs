using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Keeps one fixed set. Other skills are loaded for their waiting requests in the remaining memory, and unloaded when idle. With an empty
/// set this is load, use, unload.
/// </summary>
public sealed class StaticSetPolicy(string name, Catalog catalog, bool[] members) : DemandPolicy(name, catalog)
{
    public override PolicyEvents DecidesOn => base.DecidesOn | PolicyEvents.Tick;

    private protected override void Tend(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        for (int i = 0; i < members.Length; i++)
            if (!members[i] && pool.Skills[i].Queued == 0 && Plan.MayLeave(i, pool)) chosen.Add(Plan.Unload(i, pool));
        if (trigger.Kind != PolicyEvents.Tick) return;
        for (int i = 0; i < members.Length && Plan.FreeLoaders > 0; i++)
            if (members[i] && !pool.Skills[i].CanServe && Plan.MayLoad(i, pool) && Plan.Fits(i, pool)) chosen.Add(Plan.Load(i, pool));
    }

    /// <summary>Returns true if the target fits: only idle skills outside the set were in the way, and they have been unloaded.</summary>
    private protected override bool MakeRoom(in PoolView pool, int target) => Plan.Fits(target, pool);
}
