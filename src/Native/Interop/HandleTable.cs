using System.Diagnostics.CodeAnalysis;

namespace Teleo.Native.Interop;

/// <summary>
/// Objects behind 64-bit handles, the generation above the slot. A slot that is given again has another generation, so that a handle
/// finds the object it was given for or nothing. 0 is no handle.
/// </summary>
internal sealed class HandleTable
{
    private const int GenerationShift = 32;

    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private readonly Stack<int> _free = [];

    public int Count
    {
        get
        {
            lock (_lock) return _entries.Count(entry => entry.Value is not null);
        }
    }

    public ulong Add(object value)
    {
        lock (_lock)
        {
            if (!_free.TryPop(out int slot))
            {
                slot = _entries.Count;
                _entries.Add(default);
            }

            uint generation = _entries[slot].Generation + 1;
            _entries[slot] = new(generation, value);
            return ((ulong)generation << GenerationShift) | (uint)slot;
        }
    }

    /// <summary>The object of a handle, where it is of the wanted kind.</summary>
    public bool TryGet<T>(ulong handle, [MaybeNullWhen(false)] out T value)
        where T : class
    {
        lock (_lock)
        {
            value = SlotOf(handle) is var slot and >= 0 ? _entries[slot].Value as T : null;
            return value is not null;
        }
    }

    /// <summary>Takes an object out: its handle finds nothing from then on, and one caller alone gets it.</summary>
    public bool TryRemove<T>(ulong handle, [MaybeNullWhen(false)] out T value)
        where T : class
    {
        lock (_lock)
        {
            if (!TryGet(handle, out value)) return false;
            int slot = SlotOf(handle);
            _entries[slot] = _entries[slot] with { Value = null };
            // A slot whose generations are used up is given no more.
            if (_entries[slot].Generation < uint.MaxValue) _free.Push(slot);
            return true;
        }
    }

    private int SlotOf(ulong handle)
    {
        uint slot = (uint)handle, generation = (uint)(handle >> GenerationShift);
        return slot < _entries.Count && generation != 0 && _entries[(int)slot].Generation == generation ? (int)slot : -1;
    }

    private readonly record struct Entry(uint Generation, object? Value);
}
