namespace Teleo.Experiments.CacheRivals;

/// <summary>
/// LFU over a decaying window: evicts the lowest recent rate of use. A use counts half after one half-life, and rates survive eviction.
/// </summary>
/// <remarks>
/// All counts fade alike, so their order changes only with uses: the key is the logarithm of the count as it would be
/// at time zero, and it grows.
/// </remarks>
public struct WindowedLfuRule : ICacheRule<WindowedLfuRule>
{
    private readonly double _halfLife;
    private readonly double[] _logCounts;
    private readonly bool[] _resident;
    private GrowingKeyHeap<AgedKey> _heap;
    private long _order;

    private WindowedLfuRule(CacheShape shape)
    {
        _halfLife = shape.HalfLife;
        _logCounts = new double[shape.Count];
        _resident = new bool[shape.Count];
        _heap = new(shape.Count);
        Array.Fill(_logCounts, double.NegativeInfinity);
    }

    public static WindowedLfuRule Create(CacheShape shape) => new(shape);

    public bool TryUse(int id, long now)
    {
        double use = now / _halfLife;
        _logCounts[id] = use + Math.Log2(1 + double.Exp2(_logCounts[id] - use));
        if (_resident[id]) _heap[id] = new(_logCounts[id], ++_order);
        return _resident[id];
    }

    public void Admit(int id, long now)
    {
        _resident[id] = true;
        _heap.Push(id, new(_logCounts[id], ++_order));
    }

    public int Evict<TGuard>(int incoming, TGuard guard)
        where TGuard : struct, IEvictionGuard
    {
        int victim = _heap.Pop(guard);
        if (victim >= 0) _resident[victim] = false;
        return victim;
    }

    public void Remove(int id)
    {
        _heap.Remove(id);
        _resident[id] = false;
    }
}
