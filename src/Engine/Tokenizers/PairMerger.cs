namespace Teleo.Engine.Tokenizers;

/// <summary>
/// Merges neighbours in the order of a rule until no merge is left: a linked list of symbols and a heap of candidate pairs, so n symbols
/// take n log n steps. Reuses its buffers for the next word.
/// </summary>
internal sealed class PairMerger
{
    // A candidate is out of date once either half has grown or gone; the two lengths together tell.
    private readonly PriorityQueue<(int Token, int Length), ulong> _candidates = new();
    private Symbol[] _symbols = new Symbol[64];
    private int _count;

    public void Begin() => _count = 0;

    public void Add(int start, int length, int token)
    {
        if (_count == _symbols.Length) Array.Resize(ref _symbols, 2 * _count);
        _symbols[_count] = new Symbol { Start = start, Length = length, Previous = _count - 1, Next = _count + 1, Token = token };
        _count++;
    }

    public void Merge<TRule>(TRule rule)
        where TRule : struct, IMergeRule
    {
        if (_count == 0) return;
        _symbols[_count - 1].Next = -1;
        for (int left = 0; left + 1 < _count; left++) Consider(rule, left);
        while (_candidates.TryDequeue(out var candidate, out ulong key))
        {
            ref var left = ref _symbols[(int)(uint)key];
            if (left.Length == 0 || left.Next < 0) continue;
            ref var right = ref _symbols[left.Next];
            if (left.Length + right.Length != candidate.Length) continue;

            left.Length = candidate.Length;
            left.Token = candidate.Token;
            right.Length = 0;
            left.Next = right.Next;
            if (left.Next >= 0) _symbols[left.Next].Previous = (int)(uint)key;
            if (left.Previous >= 0) Consider(rule, left.Previous);
            if (left.Next >= 0) Consider(rule, (int)(uint)key);
        }
    }

    /// <summary>The first symbol of the result, from which <see cref="Symbol.Next"/> leads on; none at -1.</summary>
    public int First => _count == 0 ? -1 : 0;

    public ref readonly Symbol this[int index] => ref _symbols[index];

    private void Consider<TRule>(TRule rule, int index)
        where TRule : struct, IMergeRule
    {
        ref var left = ref _symbols[index];
        ref var right = ref _symbols[left.Next];
        if (rule.TryMerge(left, right, out int token, out uint order))
            _candidates.Enqueue((token, left.Length + right.Length), (ulong)order << 32 | (uint)index);
    }
}
