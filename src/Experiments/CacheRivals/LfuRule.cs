namespace Teleo.Experiments.CacheRivals;

/// <summary>Evicts the least frequently used; among equals, the one with the oldest increase. Counts restart with each load.</summary>
/// <remarks>A key is the count in the upper 28 bits and the number of the raise below: both grow with every use.</remarks>
public struct LfuRule : ICacheRule<LfuRule>
{
    private const int RaiseBits = 36;
    private const ulong Use = 1UL << RaiseBits;

    private readonly bool[] _resident;
    private GrowingKeyHeap<ulong> _heap;
    private ulong _raises;

    private LfuRule(CacheShape shape)
    {
        _resident = new bool[shape.Count];
        _heap = new(shape.Count);
    }

    public static LfuRule Create(CacheShape shape) => new(shape);

    public bool TryUse(int id, long now)
    {
        if (!_resident[id]) return false;
        ref ulong key = ref _heap[id];
        key = ((key & ~(Use - 1)) + Use) | ++_raises;
        return true;
    }

    public void Admit(int id, long now)
    {
        _resident[id] = true;
        _heap.Push(id, Use | ++_raises);
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
