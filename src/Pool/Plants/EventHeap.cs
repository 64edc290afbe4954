namespace Teleo.Pool.Plants;

/// <summary>A binary heap of value-type events. It allocates only when it grows beyond every earlier size.</summary>
internal sealed class EventHeap
{
    // Of the first Count events none is before its parent: i has the parent (i - 1) / 2 and the children 2i + 1 and 2i + 2.
    private SimEvent[] _events = new SimEvent[64];
    private long _sequence;   // events of one time and kind leave in the order of their addition

    public int Count { get; private set; }

    public ref readonly SimEvent First => ref _events[0];

    public void Add(long timeNs, SimEventKind kind, int subject = -1, int stamp = 0)
    {
        if (Count == _events.Length) Array.Resize(ref _events, 2 * Count);
        var added = new SimEvent(timeNs, kind, _sequence++, subject, stamp);
        int at = Count++;
        var events = _events;
        // Moves later parents down; the new event is written once, at its place.
        while (at > 0)
        {
            int parent = (at - 1) >> 1;
            if (!added.IsBefore(events[parent])) break;
            events[at] = events[parent];
            at = parent;
        }

        events[at] = added;
    }

    public SimEvent Take()
    {
        var events = _events;
        var first = events[0];
        // The last event fills the place of the first; earlier children move up until it fits.
        var moved = events[--Count];
        int at = 0;
        for (int child = 1; child < Count; child = 2 * at + 1)
        {
            if (child + 1 < Count && events[child + 1].IsBefore(events[child])) child++;
            if (!events[child].IsBefore(moved)) break;
            events[at] = events[child];
            at = child;
        }

        events[at] = moved;
        return first;
    }

    public EventHeap Fork() => new() { _events = [.. _events], _sequence = _sequence, Count = Count };
}
