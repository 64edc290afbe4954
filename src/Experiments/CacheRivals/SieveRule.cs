namespace Teleo.Experiments.CacheRivals;

/// <summary>
/// SIEVE (Zhang et al., NSDI 2024): a queue in order of arrival and a pointer from the oldest to the newest, which clears the bits of used
/// objects and evicts the first without a bit; survivors keep their position.
/// </summary>
public struct SieveRule : ICacheRule<SieveRule>
{
    private readonly IndexLists _queue;
    private readonly ClockMark[] _standings;
    private int _hand = -1;

    private SieveRule(CacheShape shape)
    {
        _queue = new(shape.Count, 1);
        _standings = new ClockMark[shape.Count];
    }

    public static SieveRule Create(CacheShape shape) => new(shape);

    public readonly bool TryUse(int id, long now)
    {
        if (_standings[id] == ClockMark.Absent) return false;
        _standings[id] = ClockMark.Used;
        return true;
    }

    public readonly void Admit(int id, long now)
    {
        _standings[id] = ClockMark.Resident;
        _queue.PushNewest(0, id);
    }

    public int Evict<TGuard>(int incoming, TGuard guard)
        where TGuard : struct, IEvictionGuard
    {
        for (long steps = 2L * _queue.Count(0); steps > 0; steps--)
        {
            int id = _hand >= 0 ? _hand : _queue.Oldest(0);
            if (_standings[id] == ClockMark.Resident && guard.MayLeave(id))
            {
                _hand = id;
                Remove(id);
                return id;
            }

            _standings[id] = ClockMark.Resident;
            _hand = _queue.NewerThan(id);
        }

        return -1;
    }

    public void Remove(int id)
    {
        if (_hand == id) _hand = _queue.NewerThan(id);
        _queue.Remove(0, id);
        _standings[id] = ClockMark.Absent;
    }
}
