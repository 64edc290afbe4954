namespace Teleo.Experiments.CacheRivals;

/// <summary>
/// The GreedyDual family: the priority of a resident is the clock at its last use plus its value. The lowest is evicted and the clock rises
/// to its priority, so that all others age without a change.
/// </summary>
/// <typeparam name="TWorth">What one resident is worth by its uses in this stay, its load seconds and its size.</typeparam>
public struct AgedPriorityRule<TWorth> : ICacheRule<AgedPriorityRule<TWorth>>
    where TWorth : struct, IWorth
{
    private readonly CacheShape _shape;
    private readonly int[] _uses;
    private GrowingKeyHeap<AgedKey> _heap;
    private double _clock;
    private long _order;

    private AgedPriorityRule(CacheShape shape)
    {
        _shape = shape;
        _uses = new int[shape.Count];
        _heap = new(shape.Count);
    }

    public static AgedPriorityRule<TWorth> Create(CacheShape shape) => new(shape);

    public bool TryUse(int id, long now)
    {
        if (_uses[id] == 0) return false;
        _uses[id]++;
        // A load time measured anew may be shorter; the priority given before stands then.
        var key = KeyOf(id);
        if (key > _heap[id]) _heap[id] = key;
        return true;
    }

    public void Admit(int id, long now)
    {
        _uses[id] = 1;
        _heap.Push(id, KeyOf(id));
    }

    public int Evict<TGuard>(int incoming, TGuard guard)
        where TGuard : struct, IEvictionGuard
    {
        int victim = _heap.Pop(guard);
        if (victim < 0) return victim;
        _uses[victim] = 0;
        _clock = Math.Max(_clock, _heap[victim].Priority);
        return victim;
    }

    public void Remove(int id)
    {
        _heap.Remove(id);
        _uses[id] = 0;
    }

    private AgedKey KeyOf(int id) =>
        new(_clock + TWorth.Of(_uses[id], _shape.LoadSeconds[id], _shape.Sizes[id]), ++_order);
}
