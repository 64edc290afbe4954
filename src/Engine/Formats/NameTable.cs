using System.Numerics;
using Teleo.Engine.Bytes;

namespace Teleo.Engine.Formats;

/// <summary>Names in memory, one after another.</summary>
internal interface INames
{
    int Count { get; }

    ReadOnlySpan<byte> NameAt(int index);
}

/// <summary>Finds names by their bytes in place: an open-addressed table of indices without decoding.</summary>
internal sealed class NameTable(INames names)
{
    // index + 1; 0 is free; a power of two, at most two thirds full
    private readonly int[] _slots = new int[BitOperations.RoundUpToPowerOf2((uint)names.Count * 3 / 2 + 1)];

    /// <summary>Enters a name; the index of an equal one entered before is returned instead, -1 if there was none.</summary>
    public int Add(int index)
    {
        ref int slot = ref SlotOf(names.NameAt(index));
        if (slot != 0) return slot - 1;
        slot = index + 1;
        return -1;
    }

    /// <summary>Enters a name in the place of an equal one.</summary>
    public void Replace(int index) => SlotOf(names.NameAt(index)) = index + 1;

    /// <summary>The index of a name, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name) => SlotOf(name) - 1;

    private ref int SlotOf(ReadOnlySpan<byte> name)
    {
        // The runtime's hash has another seed in every process, so that no file can be made whose names all meet in one slot.
        var hash = new HashCode();
        hash.AddBytes(name);
        int mask = _slots.Length - 1;
        for (int at = hash.ToHashCode() & mask; ; at = (at + 1) & mask)
            if (_slots[at] == 0 || names.NameAt(_slots[at] - 1).SequenceEqual(name)) return ref _slots[at];
    }
}

/// <summary>Names in a file.</summary>
internal sealed class FileNames(RawBytes file, Slice[] slices) : INames
{
    public int Count => slices.Length;

    public ReadOnlySpan<byte> NameAt(int index) => file.Slice(slices[index].Offset, slices[index].Length);
}
