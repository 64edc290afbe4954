namespace Teleo.Experiments.CacheRivals;

/// <summary>
/// CLOCK with one bit, the second-chance queue: a use sets the bit; the oldest object with its bit set loses the bit and moves to the end.
/// </summary>
public readonly struct ClockRule : ICacheRule<ClockRule>
{
    private readonly IndexLists _queue;
    private readonly ClockMark[] _standings;

    private ClockRule(CacheShape shape)
    {
        _queue = new(shape.Count, 1);
        _standings = new ClockMark[shape.Count];
    }

    public static ClockRule Create(CacheShape shape) => new(shape);

    public bool TryUse(int id, long now)
    {
        if (_standings[id] == ClockMark.Absent) return false;
        _standings[id] = ClockMark.Used;
        return true;
    }

    public void Admit(int id, long now)
    {
        _standings[id] = ClockMark.Resident;
        _queue.PushNewest(0, id);
    }

    public int Evict<TGuard>(int incoming, TGuard guard)
        where TGuard : struct, IEvictionGuard
    {
        // Two rounds clear every bit; who is still there then is protected.
        for (long steps = 2L * _queue.Count(0); steps > 0; steps--)
        {
            int oldest = _queue.Oldest(0);
            if (_standings[oldest] == ClockMark.Resident && guard.MayLeave(oldest))
            {
                Remove(oldest);
                return oldest;
            }

            _standings[oldest] = ClockMark.Resident;
            _queue.MoveToNewest(0, oldest);
        }

        return -1;
    }

    public void Remove(int id)
    {
        _queue.Remove(0, id);
        _standings[id] = ClockMark.Absent;
    }
}

/// <summary>The standing of an object: absent, or resident and used or not since the hand passed it.</summary>
internal enum ClockMark : byte
{
    Absent,
    Resident,
    Used,
}
