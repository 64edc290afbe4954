namespace Teleo.Experiments.CacheRivals;

/// <summary>First in, first out: uses change nothing.</summary>
public readonly struct FifoRule : ICacheRule<FifoRule>
{
    private readonly IndexLists _queue;

    private FifoRule(CacheShape shape) => _queue = new(shape.Count, 1);

    public static FifoRule Create(CacheShape shape) => new(shape);

    public bool TryUse(int id, long now) => _queue.Contains(id);

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
