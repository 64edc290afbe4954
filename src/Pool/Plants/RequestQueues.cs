namespace Teleo.Pool.Plants;

/// <summary>
/// Every request between arrival and end in one arena of slots, and per skill a queue linked through it. It grows
/// with the number of requests in the plant at once and allocates for none of them.
/// </summary>
internal sealed class RequestQueues
{
    private const int None = -1;   // end of a list

    private readonly int[] _head;   // [skills]: slot of the first queued request
    private readonly int[] _tail;   // [skills]: slot of the last; None exactly if the head is

    /// <summary>Per skill, the first queued request that was never ready: all behind it were not ready either.</summary>
    private readonly int[] _unready;
    private PendingRequest[] _slots;   // each in one queue, in the list of free slots, or in no list while it runs
    private int _free = None;   // first free slot; the others follow by Next

    public RequestQueues(int skills)
    {
        _head = new int[skills];
        _tail = new int[skills];
        _unready = new int[skills];
        Array.Fill(_head, None);
        Array.Fill(_tail, None);
        Array.Fill(_unready, None);
        _slots = [];
    }

    private RequestQueues(RequestQueues other)
    {
        _head = [.. other._head];
        _tail = [.. other._tail];
        _unready = [.. other._unready];
        _slots = [.. other._slots];
        _free = other._free;
    }

    public ReadOnlySpan<PendingRequest> Slots => _slots;

    public ref PendingRequest this[int slot] => ref _slots[slot];

    public int Head(int skill) => _head[skill];

    /// <summary>Puts a request into a free slot and returns the slot.</summary>
    public int Take(PendingRequest request)
    {
        if (_free == None) Grow();
        int slot = _free;
        _free = _slots[slot].Next;
        request.Stamp = _slots[slot].Stamp;
        _slots[slot] = request;
        return slot;
    }

    public void Release(int slot)
    {
        ref var request = ref _slots[slot];
        request.Stage = RequestStage.Free;
        request.Stamp++;   // events of the ended request are void from here on
        request.Next = _free;
        _free = slot;
    }

    public void Enqueue(int slot, bool ready)
    {
        ref var request = ref _slots[slot];
        int skill = request.Skill;
        request.Stage = RequestStage.Queued;
        request.Next = None;
        if (_tail[skill] == None) _head[skill] = slot;
        else _slots[_tail[skill]].Next = slot;
        _tail[skill] = slot;
        if (!ready && _unready[skill] == None) _unready[skill] = slot;
    }

    public int Dequeue(int skill)
    {
        int slot = _head[skill];
        int next = _slots[slot].Next;
        _head[skill] = next;
        if (next == None) _tail[skill] = None;
        if (_unready[skill] == slot) _unready[skill] = next;   // the request behind it was never ready either
        return slot;
    }

    /// <summary>Marks a skill as able to serve: its requests that were never ready are ready now. Each request is changed once.</summary>
    public void MarkReady(int skill, long nowNs)
    {
        for (int slot = _unready[skill]; slot != None; slot = _slots[slot].Next) _slots[slot].ReadyNs = nowNs;
        _unready[skill] = None;
    }

    /// <summary>Marks a skill as unable to serve: its requests that have not started wait again.</summary>
    public void MarkUnready(int skill)
    {
        for (int slot = _head[skill]; slot != None; slot = _slots[slot].Next) _slots[slot].ReadyNs = PendingRequest.NotReady;
        _unready[skill] = _head[skill];   // the whole queue
    }

    public RequestQueues Fork() => new(this);

    private void Grow()
    {
        int old = _slots.Length;
        Array.Resize(ref _slots, Math.Max(64, 2 * old));
        // From the last, so that the lowest slot is taken first.
        for (int slot = _slots.Length - 1; slot >= old; slot--)
        {
            _slots[slot].Next = _free;
            _free = slot;
        }
    }
}
