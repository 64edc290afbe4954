namespace Teleo.Experiments.CacheRivals;

/// <summary>Evicts the least recently used.</summary>
public readonly struct LruRule : ICacheRule<LruRule>
{
    private readonly IndexLists _queue;

    private LruRule(CacheShape shape) => _queue = new(shape.Count, 1);

    public static LruRule Create(CacheShape shape) => new(shape);

    public bool TryUse(int id, long now)
    {
        if (!_queue.Contains(id)) return false;
        _queue.MoveToNewest(0, id);
        return true;
    }

    public void Admit(int id, long now) => _queue.PushNewest(0, id);

    public int Evict<TGuard>(int incoming, TGuard guard)
        where TGuard : struct, IEvictionGuard
    {
        int victim = _queue.OldestFree(0, guard);
        if (victim >= 0) _queue.Remove(0, victim);
        return victim;
    }

    public void Remove(int id) => _queue.Remove(0, id);
}
