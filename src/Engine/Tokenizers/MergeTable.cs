using System.Numerics;
using Teleo.Engine.Formats;

namespace Teleo.Engine.Tokenizers;

/// <summary>Ranked merges found by the two ids they join: an open-addressed table in one array.</summary>
internal sealed class MergeTable
{
    private readonly (ulong Key, int Rank, int Output)[] _slots;   // key + 1; 0 is free
    private readonly int _shift;

    public MergeTable(VocabularyFacts vocabulary)
    {
        int bits = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)vocabulary.MergeCount * 2 + 2));
        _slots = new (ulong, int, int)[1 << bits];
        _shift = 64 - bits;
        for (int rank = 0; rank < vocabulary.MergeCount; rank++)
        {
            var merge = vocabulary.MergeAt(rank);
            ref var slot = ref SlotOf(Key(merge.Left, merge.Right));
            if (slot.Key == 0) slot = (Key(merge.Left, merge.Right), rank, merge.Output);   // the first of equal pairs counts
        }
    }

    public bool TryFind(int left, int right, out int output, out uint rank)
    {
        ref var slot = ref SlotOf(Key(left, right));
        (output, rank) = (slot.Output, (uint)slot.Rank);
        return slot.Key != 0;
    }

    private static ulong Key(int left, int right) => ((ulong)(uint)left << 32 | (uint)right) + 1;

    private ref (ulong Key, int Rank, int Output) SlotOf(ulong key)
    {
        int mask = _slots.Length - 1;
        for (int at = (int)(key * 0x9E3779B97F4A7C15UL >> _shift); ; at = (at + 1) & mask)
            if (_slots[at].Key == 0 || _slots[at].Key == key) return ref _slots[at];
    }
}
