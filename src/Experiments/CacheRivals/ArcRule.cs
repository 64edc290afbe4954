namespace Teleo.Experiments.CacheRivals;

/// <summary>
/// ARC (Megiddo and Modha, FAST 2003), by count: one list of objects used once and one of objects used more often, each with the names of
/// its evicted objects; a miss on a remembered name moves the border between the lists.
/// </summary>
public struct ArcRule : ICacheRule<ArcRule>
{
    private const int Once = 0;
    private const int Often = 1;
    private const int OnceGhost = 2;
    private const int OftenGhost = 3;
    private const byte Nowhere = 4;

    private readonly IndexLists _lists;
    private readonly byte[] _places;
    private int _capacity = 1;
    private double _onceTarget;

    private ArcRule(CacheShape shape)
    {
        _lists = new(shape.Count, 4);
        _places = new byte[shape.Count];
        Array.Fill(_places, Nowhere);
    }

    public static ArcRule Create(CacheShape shape) => new(shape);

    public bool TryUse(int id, long now)
    {
        int place = _places[id];
        if (place is Once or Often)
        {
            MoveTo(Often, id);
            return true;
        }

        // A pool that is full holds as many as it can; before that nobody leaves and the number is not used.
        _capacity = Math.Max(1, _lists.Count(Once) + _lists.Count(Often));
        double onceGhosts = _lists.Count(OnceGhost), oftenGhosts = _lists.Count(OftenGhost);
        if (place == OnceGhost) _onceTarget = Math.Min(_capacity, _onceTarget + Math.Max(1, oftenGhosts / onceGhosts));
        else if (place == OftenGhost) _onceTarget = Math.Max(0, _onceTarget - Math.Max(1, onceGhosts / oftenGhosts));
        return false;
    }

    public readonly void Admit(int id, long now) => MoveTo(_places[id] == Nowhere ? Once : Often, id);

    public readonly int Evict<TGuard>(int incoming, TGuard guard)
        where TGuard : struct, IEvictionGuard
    {
        if (_places[incoming] == Nowhere && MakeNameRoom(guard) is >= 0 and int dropped) return dropped;
        int once = _lists.Count(Once);
        bool fromOnce = once > 0 && (once > _onceTarget || (_places[incoming] == OftenGhost && once == _onceTarget));
        int victim = _lists.OldestFree(fromOnce ? Once : Often, guard);
        if (victim < 0) victim = _lists.OldestFree(fromOnce ? Often : Once, guard);
        if (victim >= 0) MoveTo(_places[victim] == Once ? OnceGhost : OftenGhost, victim);
        return victim;
    }

    public readonly void Remove(int id) => Forget(id);

    /// <summary>
    /// Limits the names (case IV of the paper). If the first list alone fills the pool, its oldest object is evicted without a name.
    /// </summary>
    private readonly int MakeNameRoom<TGuard>(TGuard guard)
        where TGuard : struct, IEvictionGuard
    {
        int first = _lists.Count(Once) + _lists.Count(OnceGhost);
        int all = first + _lists.Count(Often) + _lists.Count(OftenGhost);
        if (first >= _capacity)
        {
            int name = _lists.Oldest(OnceGhost);
            int leaver = name >= 0 ? name : _lists.OldestFree(Once, guard);
            if (leaver < 0) return -1;
            Forget(leaver);
            return name >= 0 ? -1 : leaver;
        }

        if (all >= 2 * _capacity && _lists.Oldest(OftenGhost) is >= 0 and int oldest) Forget(oldest);
        return -1;
    }

    private readonly void MoveTo(int list, int id)
    {
        if (_places[id] != Nowhere) _lists.Remove(_places[id], id);
        _lists.PushNewest(list, id);
        _places[id] = (byte)list;
    }

    private readonly void Forget(int id)
    {
        _lists.Remove(_places[id], id);
        _places[id] = Nowhere;
    }
}
