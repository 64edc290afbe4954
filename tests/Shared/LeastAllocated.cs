namespace Teleo.Tests;

/// <summary>
/// The bytes that this thread allocates in one round of a loop, at least: <c>while (allocated.Again()) Step();</c>. A collection that
/// another test causes ends the thread's unfinished piece of memory, which then counts as allocated; in three rounds it does not come
/// each time, while a step that allocates does so in every one.
/// </summary>
internal sealed class LeastAllocated
{
    private const int Rounds = 3;

    private long _before;
    private int _round;

    public long Bytes { get; private set; } = long.MaxValue;

    /// <summary>Ends a round and begins the next; false after a round without allocation, or the last.</summary>
    public bool Again()
    {
        if (_round > 0) Bytes = Math.Min(Bytes, Math.Max(0, GC.GetAllocatedBytesForCurrentThread() - _before));
        if (_round == Rounds || Bytes == 0) return false;
        _round++;
        _before = GC.GetAllocatedBytesForCurrentThread();
        return true;
    }
}
