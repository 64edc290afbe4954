namespace Teleo.Experiments.CacheRivals;

/// <summary>
/// W-TinyLFU (Einziger, Friedman and Manes, 2017), by count: new objects wait in a window of recency; an object evicted from it replaces
/// the oldest of the main part only if it had more recent requests.
/// </summary>
/// <remarks>
/// Objects have dense indexes here, so that popularity is counted exactly, four bits each, where the original has a
/// sketch. Window (1 %) and protected part (80 % of the rest) follow the number of residents and never fall below one:
/// rounded down to nothing, as elsewhere, a small pool would miss every request.
/// </remarks>
public struct TinyLfuRule : ICacheRule<TinyLfuRule>
{
    private const int Window = 0;
    private const int Probation = 1;
    private const int Protected = 2;
    private const byte Nowhere = 3;
    private const byte MostUses = 15;
    private const int SamplesPerResident = 10;

    private readonly IndexLists _lists;
    private readonly byte[] _places;
    private readonly byte[] _uses;
    private long _samples;

    private TinyLfuRule(CacheShape shape)
    {
        _lists = new(shape.Count, 3);
        _places = new byte[shape.Count];
        _uses = new byte[shape.Count];
        Array.Fill(_places, Nowhere);
    }

    private readonly int Residents => _lists.Count(Window) + _lists.Count(Probation) + _lists.Count(Protected);

    private readonly int WindowLimit => Math.Max(1, Residents / 100);

    public static TinyLfuRule Create(CacheShape shape) => new(shape);

    public bool TryUse(int id, long now)
    {
        Count(id);
        int place = _places[id];
        if (place == Nowhere) return false;
        if (place != Probation)
        {
            _lists.MoveToNewest(place, id);
            return true;
        }

        MoveTo(Protected, id);
        int limit = Math.Max(1, (Residents - WindowLimit) * 4 / 5);
        if (_lists.Count(Protected) > limit) MoveTo(Probation, _lists.Oldest(Protected));
        return true;
    }

    public readonly void Admit(int id, long now)
    {
        MoveTo(Window, id);
        if (_lists.Count(Window) > WindowLimit) MoveTo(Probation, _lists.Oldest(Window));
    }

    public readonly int Evict<TGuard>(int incoming, TGuard guard)
        where TGuard : struct, IEvictionGuard
    {
        int candidate = _lists.Count(Window) >= WindowLimit ? _lists.OldestFree(Window, guard) : -1;
        int victim = _lists.OldestFree(Probation, guard);
        if (victim < 0) victim = _lists.OldestFree(Protected, guard);
        if (victim < 0) victim = candidate >= 0 ? candidate : _lists.OldestFree(Window, guard);
        if (victim < 0) return -1;

        int leaver = candidate < 0 || _uses[candidate] > _uses[victim] ? victim : candidate;
        if (candidate >= 0 && leaver != candidate) MoveTo(Probation, candidate);
        Remove(leaver);
        return leaver;
    }

    public readonly void Remove(int id)
    {
        _lists.Remove(_places[id], id);
        _places[id] = Nowhere;
    }

    private void Count(int id)
    {
        if (_uses[id] < MostUses) _uses[id]++;
        if (++_samples < (long)SamplesPerResident * Math.Max(1, Residents)) return;
        _samples /= 2;
        foreach (ref byte uses in _uses.AsSpan()) uses >>= 1;
    }

    private readonly void MoveTo(int list, int id)
    {
        if (_places[id] != Nowhere) _lists.Remove(_places[id], id);
        _lists.PushNewest(list, id);
        _places[id] = (byte)list;
    }
}
