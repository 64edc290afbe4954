using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// A rival that loads on demand: at a miss the target is activated, and the rule only selects its victims. All share the trigger and the
/// queue discipline below, so that they differ only in the rule.
/// </summary>
/// <remarks>
/// Targets are loaded in the order of their longest waiting request, and one that has to wait for a busy resident holds back later ones, so
/// none starves. One that could not fit even with all residents idle, or that waits to retry a failed load, holds back none.
/// </remarks>
public abstract class DemandPolicy : IPolicy
{
    private readonly WaitingList _waiting;

    private protected DemandPolicy(string name, Catalog catalog)
    {
        Name = name;
        _waiting = new(catalog.Count);
        Plan = new(catalog.Count);
    }

    public string Name { get; }

    public virtual PolicyEvents DecidesOn =>
        PolicyEvents.Miss | PolicyEvents.Completion | PolicyEvents.Loaded | PolicyEvents.Unloaded | PolicyEvents.Failure;

    public virtual double TickSeconds => 1;

    private protected RoomPlan Plan { get; }

    public void Observe(in PoolEvent happened, in PoolView pool)
    {
        _waiting.Note(happened.Skill, pool);
        Learn(happened, pool);
    }

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        Plan.Begin(pool);
        Tend(pool, trigger, chosen);
        if (_waiting.Skills.IsEmpty) return;
        _waiting.Refresh(pool);
        Serve(_waiting.Skills, pool, chosen);
    }

    /// <summary>Takes note of an event.</summary>
    private protected virtual void Learn(in PoolEvent happened, in PoolView pool)
    {
    }

    /// <summary>Adds the rule's own actions, before waiting requests are served: at a tick, the unloads of expired residents.</summary>
    private protected virtual void Tend(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        if (trigger.Kind != PolicyEvents.Tick) return;
        for (int i = 0; i < pool.Skills.Length; i++)
            if (Plan.MayLeave(i, pool) && pool.Skills[i].Queued == 0
                && HasExpired(i, ResidentIdle.Seconds(pool.Skills[i], pool.NowNs), pool))
                chosen.Add(Plan.Unload(i, pool));
    }

    /// <summary>Returns true if a resident without requests for this many seconds is unloaded even if its memory is not needed.</summary>
    private protected virtual bool HasExpired(int skill, double idleSeconds, in PoolView pool) => false;

    /// <summary>
    /// Names victims by <see cref="RoomPlan.Leave"/> until the target fits. False cancels them for now. Also called if the target fits
    /// already.
    /// </summary>
    private protected abstract bool MakeRoom(in PoolView pool, int target);

    /// <summary>Loads for waiting requests, the longest waiting first.</summary>
    private protected virtual void Serve(ReadOnlySpan<int> waiting, in PoolView pool, List<ControlAction> chosen)
    {
        foreach (int target in waiting)
        {
            if (Plan.FreeLoaders <= 0) return;
            if (!Plan.MayLoad(target, pool)) continue;
            if (MakeRoom(pool, target) && Plan.Fits(target, pool))
            {
                chosen.Add(Plan.Load(target, pool));
                continue;
            }

            Plan.TakeBack(pool);
            if (Plan.CouldFit(target, pool, whenIdle: true)) return;
        }
    }
}
