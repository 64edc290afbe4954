using System.Numerics;

namespace Teleo.Experiments.CacheRivals;

/// <summary>
/// A min-heap of dense ids whose keys only grow. A use writes the new key and leaves the heap unchanged: the old key is a lower bound and
/// is corrected at the top, so that a use costs one write.
/// </summary>
internal struct GrowingKeyHeap<TKey>(int ids)
    where TKey : unmanaged, IComparisonOperators<TKey, TKey, bool>
{
    private const int Children = 4;

    private readonly Entry[] _entries = new Entry[ids];
    private readonly Entry[] _protected = new Entry[ids];
    private readonly TKey[] _keys = new TKey[ids];
    private int _count;

    /// <summary>The present key of a member.</summary>
    public readonly ref TKey this[int id] => ref _keys[id];

    public void Push(int id, TKey key)
    {
        _keys[id] = key;
        Rise(_count++, new(key, id));
    }

    /// <summary>Removes the unprotected member with the smallest current key; -1 if there is none.</summary>
    public int Pop<TGuard>(TGuard guard)
        where TGuard : struct, IEvictionGuard
    {
        int held = 0;
        int found = -1;
        while (found < 0 && _count > 0)
        {
            var top = _entries[0];
            var key = _keys[top.Id];
            if (key > top.Key)
            {
                Sink(0, new(key, top.Id));
                continue;
            }

            TakeTop();
            if (guard.MayLeave(top.Id)) found = top.Id;
            else _protected[held++] = top;
        }

        while (held > 0) Rise(_count++, _protected[--held]);
        return found;
    }

    /// <summary>Takes out one member wherever it is.</summary>
    public void Remove(int id)
    {
        int at = 0;
        while (_entries[at].Id != id) at++;
        var last = _entries[--_count];
        if (at == _count) return;
        Sink(at, last);
        Rise(at, _entries[at]);
    }

    private void TakeTop()
    {
        var last = _entries[--_count];
        if (_count > 0) Sink(0, last);
    }

    private readonly void Rise(int at, Entry entry)
    {
        var entries = _entries;
        while (at > 0)
        {
            int parent = (at - 1) / Children;
            if (!(entry.Key < entries[parent].Key)) break;
            entries[at] = entries[parent];
            at = parent;
        }

        entries[at] = entry;
    }

    private readonly void Sink(int at, Entry entry)
    {
        var entries = _entries.AsSpan(0, _count);
        while (true)
        {
            int first = at * Children + 1;
            if (first >= entries.Length) break;
            int least = first;
            int end = Math.Min(first + Children, entries.Length);
            for (int child = first + 1; child < end; child++)
                if (entries[child].Key < entries[least].Key) least = child;
            if (!(entries[least].Key < entry.Key)) break;
            entries[at] = entries[least];
            at = least;
        }

        entries[at] = entry;
    }

    private readonly record struct Entry(TKey Key, int Id);
}
