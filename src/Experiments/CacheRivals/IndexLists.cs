namespace Teleo.Experiments.CacheRivals;

/// <summary>
/// A few doubly linked lists that share one array of links, eight bytes for each object: an object is in one list at
/// most. Each list is a ring through a sentinel, so that linking and unlinking have no special cases.
/// </summary>
internal readonly struct IndexLists
{
    private const int Absent = -1;

    private readonly Link[] _links;
    private readonly int[] _counts;
    private readonly int _objects;

    public IndexLists(int objects, int lists)
    {
        _objects = objects;
        _counts = new int[lists];
        _links = new Link[objects + lists];
        Array.Fill(_links, new Link { Newer = Absent, Older = Absent });
        for (int i = objects; i < _links.Length; i++) _links[i] = new() { Newer = i, Older = i };
    }

    public bool Contains(int id) => _links[id].Newer != Absent;

    public int Count(int list) => _counts[list];

    public void PushNewest(int list, int id)
    {
        int sentinel = _objects + list;
        var links = _links;
        int newest = links[sentinel].Older;
        links[id] = new() { Newer = sentinel, Older = newest };
        links[newest].Newer = id;
        links[sentinel].Older = id;
        _counts[list]++;
    }

    public void Remove(int list, int id)
    {
        Unlink(id);
        _links[id] = new() { Newer = Absent, Older = Absent };
        _counts[list]--;
    }

    /// <summary>Makes a member of the list its newest.</summary>
    public void MoveToNewest(int list, int id)
    {
        int sentinel = _objects + list;
        var links = _links;
        int newest = links[sentinel].Older;
        if (newest == id) return;
        Unlink(id);
        links[id] = new() { Newer = sentinel, Older = newest };
        links[newest].Newer = id;
        links[sentinel].Older = id;
    }

    /// <summary>The oldest member; -1 when the list is empty.</summary>
    public int Oldest(int list) => MemberOrNone(_links[_objects + list].Newer);

    /// <summary>The next member in the direction of the newest; -1 at the end.</summary>
    public int NewerThan(int id) => MemberOrNone(_links[id].Newer);

    /// <summary>Returns the oldest unprotected member; -1 if there is none.</summary>
    public int OldestFree<TGuard>(int list, TGuard guard)
        where TGuard : struct, IEvictionGuard
    {
        int id = Oldest(list);
        while (id >= 0 && !guard.MayLeave(id)) id = NewerThan(id);
        return id;
    }

    private int MemberOrNone(int index) => index < _objects ? index : -1;

    private void Unlink(int id)
    {
        var links = _links;
        var link = links[id];
        links[link.Newer].Older = link.Older;
        links[link.Older].Newer = link.Newer;
    }

    private struct Link
    {
        public int Newer;
        public int Older;
    }
}
