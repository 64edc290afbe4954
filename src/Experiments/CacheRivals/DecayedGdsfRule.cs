namespace Teleo.Experiments.CacheRivals;

/// <summary>
/// GDSF with a decayed count that survives eviction. A decayed count can lower a priority, so the minimum is searched among all residents;
/// meant for pools.
/// </summary>
public struct DecayedGdsfRule : ICacheRule<DecayedGdsfRule>
{
    private readonly CacheShape _shape;
    private readonly double[] _counts;
    private readonly long[] _countedAt;
    private readonly double[] _priorities;
    private readonly IndexLists _residents;
    private double _clock;

    private DecayedGdsfRule(CacheShape shape)
    {
        _shape = shape;
        _counts = new double[shape.Count];
        _countedAt = new long[shape.Count];
        _priorities = new double[shape.Count];
        _residents = new(shape.Count, 1);
    }

    public static DecayedGdsfRule Create(CacheShape shape) => new(shape);

    public readonly bool TryUse(int id, long now)
    {
        _counts[id] = _counts[id] * double.Exp2((_countedAt[id] - now) / _shape.HalfLife) + 1;
        _countedAt[id] = now;
        if (!_residents.Contains(id)) return false;
        Set(id);
        _residents.MoveToNewest(0, id);
        return true;
    }

    public readonly void Admit(int id, long now)
    {
        Set(id);
        _residents.PushNewest(0, id);
    }

    public int Evict<TGuard>(int incoming, TGuard guard)
        where TGuard : struct, IEvictionGuard
    {
        int victim = -1;
        for (int id = _residents.Oldest(0); id >= 0; id = _residents.NewerThan(id))
            if (guard.MayLeave(id) && (victim < 0 || _priorities[id] < _priorities[victim])) victim = id;
        if (victim < 0) return victim;
        _residents.Remove(0, victim);
        _clock = Math.Max(_clock, _priorities[victim]);
        return victim;
    }

    public readonly void Remove(int id) => _residents.Remove(0, id);

    private readonly void Set(int id) => _priorities[id] = _clock + _counts[id] * _shape.LoadSeconds[id] / _shape.Sizes[id];
}
