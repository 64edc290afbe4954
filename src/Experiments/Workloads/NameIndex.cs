using Teleo.Engine.Formats;

namespace Teleo.Experiments.Workloads;

/// <summary>Numbers names in the order of first occurrence. Names are looked up by their UTF-8 bytes, without a string.</summary>
internal sealed class NameIndex
{
    private int[] _slots = new int[256];
    private readonly List<(int Start, int Length, uint Hash)> _names = [];
    private byte[] _bytes = new byte[4096];
    private int _used;
    private int _last = -1;

    public int Count => _names.Count;

    /// <summary>The number of a name; -1 where it is new.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        if (_last >= 0 && Bytes(_last).SequenceEqual(name)) return _last;   // most logs ask for one model several times running
        uint hash = Hash(name);
        int mask = _slots.Length - 1;
        for (int slot = (int)hash & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            int number = _slots[slot] - 1;
            if (_names[number].Hash == hash && Bytes(number).SequenceEqual(name)) return _last = number;
        }

        return -1;
    }

    /// <summary>Numbers a name that is new.</summary>
    public int Add(ReadOnlySpan<byte> name)
    {
        while (_used + name.Length > _bytes.Length) Array.Resize(ref _bytes, 2 * _bytes.Length);
        name.CopyTo(_bytes.AsSpan(_used));
        _names.Add((_used, name.Length, Hash(name)));
        _used += name.Length;
        if (2 * _names.Count > _slots.Length)
        {
            _slots = new int[2 * _slots.Length];
            for (int number = 0; number < _names.Count - 1; number++) Place(number);
        }

        Place(_names.Count - 1);
        return _last = _names.Count - 1;
    }

    private static uint Hash(ReadOnlySpan<byte> name)
    {
        ulong hash = Fnv1a.Hash64(name);   // names are short
        return (uint)(hash ^ hash >> 32);
    }

    private ReadOnlySpan<byte> Bytes(int number) => _bytes.AsSpan(_names[number].Start, _names[number].Length);

    private void Place(int number)
    {
        int mask = _slots.Length - 1, slot = (int)_names[number].Hash & mask;
        while (_slots[slot] != 0) slot = (slot + 1) & mask;
        _slots[slot] = number + 1;
    }
}
