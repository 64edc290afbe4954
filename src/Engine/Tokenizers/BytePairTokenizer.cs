using Teleo.Engine.Formats;

namespace Teleo.Engine.Tokenizers;

/// <summary>
/// Ranked merges over bytes. With a pre-tokeniser the vocabulary writes bytes as letters (GPT-2, Llama 3, Qwen 2); without one it has raw
/// bytes and the whole text is one word (BPE1, and BTOK, which has no merges). An invalid byte is kept like any other.
/// </summary>
internal sealed class BytePairTokenizer : TokenizerCore
{
    private readonly PreTokenizer? _rule;
    private readonly bool _wholeWordsFirst;
    private readonly Lazy<Tables> _tables;

    /// <param name="wholeWordsFirst">A pre-token that is a token stays one, whatever the merges would make of it (Llama 3).</param>
    public BytePairTokenizer(VocabularyFacts vocabulary, PreTokenizer? rule = null, bool wholeWordsFirst = false)
        : base(vocabulary, addsBosByCustom: rule == PreTokenizer.Llama3)
    {
        _rule = rule;
        _wholeWordsFirst = wholeWordsFirst;
        _tables = new(() => new Tables(vocabulary, letters: rule is not null));
    }

    protected override void EncodeText(ReadOnlySpan<byte> text, List<int> tokens)
    {
        var merger = new PairMerger();
        if (_rule is not { } rule)
        {
            EncodeWord(text, merger, tokens);
            return;
        }

        for (int start = 0; start < text.Length;)
        {
            int end = PreTokens.End(text, start, rule);
            var word = text[start..end];
            if (_wholeWordsFirst && WholeWord(word) is >= 0 and var token) tokens.Add(token);
            else EncodeWord(word, merger, tokens);
            start = end;
        }
    }

    protected override void DecodeText(int token, List<byte> utf8)
    {
        if (_rule is null) utf8.AddRange(Vocabulary.Piece(token));
        else ByteLetters.Decode(Vocabulary.Piece(token), utf8);
    }

    private void EncodeWord(ReadOnlySpan<byte> word, PairMerger merger, List<int> tokens)
    {
        var tables = _tables.Value;
        merger.Begin();
        for (int at = 0; at < word.Length; at++) merger.Add(at, 1, tables.Bytes[word[at]]);
        merger.Merge(new ByRank(tables.Merges));
        for (int i = merger.First; i >= 0; i = merger[i].Next)
            if (merger[i].Token >= 0) tokens.Add(merger[i].Token);
    }

    private int WholeWord(ReadOnlySpan<byte> word)
    {
        Span<byte> letters = stackalloc byte[512];
        if (2 * word.Length > letters.Length) return -1;
        int length = 0;
        foreach (byte b in word)
        {
            ByteLetters.Of(b).CopyTo(letters[length..]);
            length += ByteLetters.Of(b).Length;
        }

        return Vocabulary.Find(letters[..length]);
    }

    private readonly struct ByRank(MergeTable merges) : IMergeRule
    {
        public bool TryMerge(in Symbol left, in Symbol right, out int token, out uint order) =>
            merges.TryFind(left.Token, right.Token, out token, out order);
    }

    private sealed class Tables
    {
        public Tables(VocabularyFacts vocabulary, bool letters)
        {
            for (int value = 0; value < 256; value++)
            {
                var piece = letters ? ByteLetters.Of((byte)value) : [(byte)value];
                Bytes[value] = vocabulary.Find(piece) is >= 0 and var token ? token : vocabulary.Unknown ?? -1;
            }

            Merges = new MergeTable(vocabulary);
        }

        public int[] Bytes { get; } = new int[256];

        public MergeTable Merges { get; }
    }
}
