using Teleo.Controller.Domain;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.CacheRivals;

/// <summary>
/// A replacement rule as a policy of the pool: the code of the count tier behind the policy interface. With loads that take no time and no
/// queue, both give the same result for every request.
/// </summary>
public sealed class CachePolicy<TRule> : OneByOnePolicy
    where TRule : struct, ICacheRule<TRule>
{
    private readonly CacheShape _shape;
    private readonly bool[] _held;
    private readonly bool[] _mayLeave;
#pragma warning disable IDE0044 // A rule is a struct that changes: readonly would work on copies of it.
    private TRule _rule;
#pragma warning restore IDE0044

    /// <param name="halfLifeSeconds">Where the rule forgets with time.</param>
    public CachePolicy(string name, Catalog catalog, double halfLifeSeconds) : base(name, catalog)
    {
        _shape = new(new double[catalog.Count], new double[catalog.Count])
        {
            HalfLife = halfLifeSeconds * 1e9,
            GhostNames = Math.Max(1, catalog.Count / 2),
        };
        _held = new bool[catalog.Count];
        _mayLeave = new bool[catalog.Count];
        _rule = TRule.Create(_shape);
    }

    private protected override void Learn(in PoolEvent happened, in PoolView pool)
    {
        if ((happened.Kind & (PolicyEvents.Arrival | PolicyEvents.Miss)) == 0) return;
        Measure(happened.Skill, pool);
        _rule.TryUse(happened.Skill, happened.TimeNs);
    }

    private protected override bool MakeRoom(in PoolView pool, int target)
    {
        Reconcile(pool);
        if (!base.MakeRoom(pool, target)) return false;
        if (!_held[target]) Admit(target, pool);
        return true;
    }

    private protected override int NextVictim(in PoolView pool, int target)
    {
        int victim = _rule.Evict(target, new Guard(_mayLeave));
        if (victim < 0) return victim;
        _held[victim] = false;
        _mayLeave[victim] = false;
        return victim;
    }

    /// <summary>Updates the rule's residents from the pool, for vetoed and failed actions and those of others.</summary>
    private void Reconcile(in PoolView pool)
    {
        for (int i = 0; i < _held.Length; i++)
        {
            bool isHere = Plan.Stays(i, pool)
                ? pool.Skills[i].Transition is not (Transition.Unloading or Transition.Draining)
                : pool.Skills[i].Transition == Transition.Loading;
            isHere |= Plan.IsLoading(i);
            _mayLeave[i] = Plan.MayLeave(i, pool);
            if (isHere == _held[i]) continue;
            if (isHere) Admit(i, pool);
            else Drop(i);
        }
    }

    private void Admit(int skill, in PoolView pool)
    {
        Measure(skill, pool);
        _rule.Admit(skill, pool.NowNs);
        _held[skill] = true;
    }

    private void Drop(int skill)
    {
        _rule.Remove(skill);
        _held[skill] = false;
    }

    private void Measure(int skill, in PoolView pool)
    {
        _shape.Sizes[skill] = Size.Of(pool.Skills[skill].Footprint, pool.Capacity);
        _shape.LoadSeconds[skill] = pool.Skills[skill].LoadSeconds;
    }

    private readonly struct Guard(bool[] mayLeave) : IEvictionGuard
    {
        public bool MayLeave(int id) => mayLeave[id];
    }
}
