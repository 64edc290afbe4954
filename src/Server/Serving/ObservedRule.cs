using System.Collections.Immutable;
using Teleo.Controller.Domain;
using Teleo.Experiments.Rivals;

namespace Teleo.Server.Serving;

/// <summary>
/// Repeats the loads of a server's own rule at the same requests. A model is loaded at its request; its victims are those that were absent
/// there at their next request. The cost in the simulator against the observed cost shows the error of simulated costs.
/// </summary>
/// <param name="requests">Per model, the moments of its requests in order, and whether each found the model away.</param>
internal sealed class ObservedRule(Catalog catalog, ImmutableArray<ImmutableArray<(long AtNs, bool WasAway)>> requests)
    : DemandPolicy("as-observed", catalog)
{
    /// <summary>The time before its next request at which a model is unloaded that was unloaded there without a victim's load.</summary>
    private const long LeavesBeforeNs = 2_000_000_000;

    private readonly int[] _came = new int[catalog.Count];

    public override PolicyEvents DecidesOn => base.DecidesOn | PolicyEvents.Tick;

    private protected override void Learn(in PoolEvent happened, in PoolView pool)
    {
        if ((happened.Kind & (PolicyEvents.Arrival | PolicyEvents.Miss)) != 0) _came[happened.Skill]++;
    }

    private protected override void Tend(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        for (int model = 0; model < _came.Length; model++)
            if (Next(model) is { WasAway: true } next && next.AtNs - pool.NowNs < LeavesBeforeNs && Plan.MayLeave(model, pool))
                chosen.Add(Plan.Unload(model, pool));
    }

    private protected override bool MakeRoom(in PoolView pool, int target)
    {
        while (!Plan.Fits(target, pool))
        {
            int leaver = Leaver(target, pool);
            if (leaver < 0) return false;
            Plan.Leave(leaver, pool);
        }

        return true;
    }

    /// <summary>
    /// Returns a victim that was absent at its next request; among those, or without one, the one with the latest next request. -1: none.
    /// </summary>
    private int Leaver(int target, in PoolView pool)
    {
        int best = -1;
        for (int model = 0; model < _came.Length; model++)
            if (model != target && Plan.MayLeave(model, pool) && (best < 0 || Key(model).CompareTo(Key(best)) > 0)) best = model;
        return best;
    }

    private (bool, long) Key(int model) => Next(model) is { } next ? (next.WasAway, next.AtNs) : (true, long.MaxValue);

    private (long AtNs, bool WasAway)? Next(int model) => _came[model] < requests[model].Length ? requests[model][_came[model]] : null;
}
