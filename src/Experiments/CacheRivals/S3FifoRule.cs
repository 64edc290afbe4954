namespace Teleo.Experiments.CacheRivals;

/// <summary>
/// S3-FIFO (Yang et al., SOSP 2023), by count: new objects enter a small queue and reach the main one only after two uses; an object
/// evicted from the small queue is remembered by name and returns directly to the main one.
/// </summary>
/// <remarks>
/// The small queue is a tenth of the residents and never less than one; as many names are remembered as the main
/// queue holds, unless the shape says otherwise. Both follow the number of residents: the rule works at every size.
/// </remarks>
public struct S3FifoRule : ICacheRule<S3FifoRule>
{
    private const int Small = 0;
    private const int Main = 1;
    private const int Ghost = 2;
    private const byte MostUses = 3;
    private const byte UsesForMain = 2;

    private readonly IndexLists _queues;
    private readonly Place[] _places;
    private readonly byte[] _uses;
    private readonly int? _ghostNames;

    private S3FifoRule(CacheShape shape)
    {
        _ghostNames = shape.GhostNames;
        _queues = new(shape.Count, 3);
        _places = new Place[shape.Count];
        _uses = new byte[shape.Count];
    }

    private enum Place : byte
    {
        Nowhere,
        Small,
        Main,
        Ghost,

        /// <summary>Remembered at a new request, and not yet admitted.</summary>
        Returning,
    }

    public static S3FifoRule Create(CacheShape shape) => new(shape);

    public readonly bool TryUse(int id, long now)
    {
        var place = _places[id];
        if (place is Place.Small or Place.Main)
        {
            if (_uses[id] < MostUses) _uses[id]++;
            return true;
        }

        if (place == Place.Ghost)
        {
            Leave(id);
            _places[id] = Place.Returning;
        }

        return false;
    }

    public readonly void Admit(int id, long now)
    {
        // Whoever comes back without being asked for, after an eviction that was called off, is known as well.
        bool isKnown = _places[id] is Place.Returning or Place.Ghost;
        if (_places[id] == Place.Ghost) Leave(id);
        _uses[id] = 0;
        Enter(isKnown ? Main : Small, id);
    }

    public readonly int Evict<TGuard>(int incoming, TGuard guard)
        where TGuard : struct, IEvictionGuard
    {
        int residents = _queues.Count(Small) + _queues.Count(Main);
        int mainLimit = residents - Math.Max(1, residents / 10);
        // Every pass takes a use from someone, moves someone to the main queue, or meets a protected one.
        for (long steps = (MostUses + 2L) * residents; steps > 0; steps--)
        {
            bool fromMain = _queues.Count(Main) > mainLimit || _queues.Count(Small) == 0;
            int victim = fromMain ? StepMain(guard) : StepSmall(guard);
            if (victim < 0) continue;
            TrimGhosts(_ghostNames ?? mainLimit);
            return victim;
        }

        return -1;
    }

    public readonly void Remove(int id) => Leave(id);

    private readonly int StepSmall<TGuard>(TGuard guard)
        where TGuard : struct, IEvictionGuard
    {
        int oldest = _queues.Oldest(Small);
        bool stays = _uses[oldest] >= UsesForMain || !guard.MayLeave(oldest);
        Leave(oldest);
        if (stays)
        {
            _uses[oldest] = 0;
            Enter(Main, oldest);
            return -1;
        }

        Enter(Ghost, oldest);
        return oldest;
    }

    private readonly int StepMain<TGuard>(TGuard guard)
        where TGuard : struct, IEvictionGuard
    {
        int oldest = _queues.Oldest(Main);
        if (_uses[oldest] == 0 && guard.MayLeave(oldest))
        {
            Leave(oldest);
            return oldest;
        }

        if (_uses[oldest] > 0) _uses[oldest]--;
        _queues.MoveToNewest(Main, oldest);
        return -1;
    }

    private readonly void TrimGhosts(int limit)
    {
        while (_queues.Count(Ghost) > limit) Leave(_queues.Oldest(Ghost));
    }

    private readonly void Enter(int queue, int id)
    {
        _queues.PushNewest(queue, id);
        _places[id] = (Place)(queue + 1);
    }

    private readonly void Leave(int id)
    {
        _queues.Remove((int)_places[id] - 1, id);
        _places[id] = Place.Nowhere;
    }
}
