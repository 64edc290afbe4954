using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Loads the next absent skill shortly before its request, in place of the cheapest set of skills whose next request is later; if there is
/// none it waits. A feasible plan, and so an upper bound on the optimum of all policies that load ahead.
/// </summary>
/// <remarks>
/// With limited foresight, a skill whose next request lies beyond it is expected as recent rates have it, from there on. To keep a skill
/// until its next request saves its load seconds and takes its room for so long: the load seconds for
/// each second of keeping are its value.
/// </remarks>
/// <param name="foresightSeconds">Seconds of arrivals that are known; infinite knows all.</param>
internal sealed class ClairvoyantPolicy(string name, Catalog catalog, IFuture future, double foresightSeconds)
    : ValueSetPolicy(name, catalog, halfLifeSeconds: 600)
{
    private readonly long[] _next = new long[catalog.Count];
    private long _targetNextNs;

    public override PolicyEvents DecidesOn => base.DecidesOn | PolicyEvents.Tick;

    private protected override void Tend(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        for (int i = 0; i < _next.Length; i++) _next[i] = pool.Skills[i].Queued > 0 ? pool.NowNs : NextArrivalNs(i, pool.NowNs);
        while (Plan.FreeLoaders > 0 && NextAbsent(pool) is >= 0 and int target)
        {
            bool isDue = (_next[target] - pool.NowNs) * 1e-9 <= pool.Skills[target].LoadSeconds + TickSeconds;
            if (!isDue || !MakeRoom(pool, target))
            {
                Plan.TakeBack(pool);
                return;
            }

            chosen.Add(Plan.Load(target, pool));
        }
    }

    private protected override bool MakeRoom(in PoolView pool, int target)
    {
        _targetNextNs = _next[target];
        return base.MakeRoom(pool, target);
    }

    /// <summary>Returns the value of a resident; one that is needed before the target is never evicted for it.</summary>
    private protected override double Value(int skill, in PoolView pool)
    {
        if (_next[skill] <= _targetNextNs) return double.NaN;
        return _next[skill] == long.MaxValue ? 0 : pool.Skills[skill].LoadSeconds / Math.Max(1e-9, (_next[skill] - pool.NowNs) * 1e-9);
    }

    private long NextArrivalNs(int skill, long nowNs)
    {
        long next = future.NextArrivalNs(skill, nowNs);
        if (next - nowNs <= foresightSeconds * 1e9) return next;
        double rate = Rates.Of(skill, nowNs);
        double seconds = foresightSeconds + 1 / rate;
        return seconds < 1e9 ? nowNs + (long)(seconds * 1e9) : long.MaxValue;
    }

    private int NextAbsent(in PoolView pool)
    {
        int next = -1;
        for (int i = 0; i < _next.Length; i++)
        {
            bool isAbsent = !Plan.Stays(i, pool) && Plan.MayLoad(i, pool) && _next[i] != long.MaxValue;
            if (isAbsent && (next < 0 || _next[i] < _next[next])) next = i;
        }

        return next;
    }
}
