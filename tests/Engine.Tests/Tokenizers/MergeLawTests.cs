using Teleo.Engine.Formats;
using Teleo.Engine.Tokenizers;

namespace Teleo.Engine.Tests.Tokenizers;

public class MergeLawTests
{
    /// <summary>The definition: of all neighbours that merge, join the first of the best; again, until none is left.</summary>
    private static List<int> ByDefinition(List<int> tokens, Func<int, int, (int Token, double Order)?> merge)
    {
        while (true)
        {
            int best = -1;
            (int Token, double Order) chosen = default;
            for (int i = 0; i + 1 < tokens.Count; i++)
                if (merge(tokens[i], tokens[i + 1]) is { } candidate && (best < 0 || candidate.Order < chosen.Order))
                    (best, chosen) = (i, candidate);
            if (best < 0) return tokens;
            tokens[best] = chosen.Token;
            tokens.RemoveAt(best + 1);
        }
    }

    private static IEnumerable<byte[]> Words(int seed, string letters)
    {
        uint state = (uint)seed;
        for (int word = 0; word < 200; word++)
        {
            byte[] text = new byte[1 + word % 40];
            for (int i = 0; i < text.Length; i++)
            {
                state = state * 1664525 + 1013904223;
                text[i] = (byte)letters[(int)(state >> 16) % letters.Length];
            }

            yield return text;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Ranked_merges_equal_their_definition(int seed)
    {
        var vocabulary = new TestVocabulary(VocabularyKind.SlmBpe).AddBytes()
            .AddMerge('a', 'b').AddMerge('b', 'a').AddMerge('a', 'a').AddMerge(256, 256).AddMerge(258, 'b').AddMerge(257, 'c').AddMerge(259, 258);
        var merges = Enumerable.Range(0, vocabulary.MergeCount).ToDictionary(r => (vocabulary.MergeAt(r).Left, vocabulary.MergeAt(r).Right), r => (vocabulary.MergeAt(r).Output, (double)r));
        var tokenizer = new BytePairTokenizer(vocabulary);
        foreach (byte[] word in Words(seed, "abc"))
        {
            var expected = ByDefinition([.. word.Select(b => (int)b)], (l, r) => merges.TryGetValue((l, r), out var m) ? m : null);
            Assert.Equal(expected, tokenizer.Encode(word));
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Scored_merges_equal_their_definition(int seed)
    {
        var vocabulary = Vocabularies.Facts("stories260K.gguf");
        var tokenizer = Vocabularies.Tokenizer("stories260K.gguf");
        foreach (byte[] word in Words(seed, "theandlyo "))
        {
            byte[] text = [.. "▁"u8, .. System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(word).Replace(" ", "▁", StringComparison.Ordinal))];
            var letters = new List<int>();
            foreach (var rune in System.Text.Encoding.UTF8.GetString(text).EnumerateRunes()) letters.Add(vocabulary.Find(System.Text.Encoding.UTF8.GetBytes(rune.ToString())));
            var expected = ByDefinition(letters, (l, r) =>
                vocabulary.Find([.. vocabulary.Piece(l), .. vocabulary.Piece(r)]) is >= 0 and var token ? (token, -vocabulary.Score(token)) : null);
            Assert.Equal(expected, tokenizer.Encode(word));
        }
    }

    [Fact]
    public void Of_equal_scores_the_leftmost_pair_comes_first()
    {
        var vocabulary = new TestVocabulary(VocabularyKind.SentencePiece).Add("<unk>", TokenKind.Unknown).Add("a").Add("▁").Add("aa", score: -1);
        Assert.Equal([2, 3, 1], Vocabularies.Of(vocabulary).Encode("aaa"u8));
    }

    [Fact]
    public void A_piece_may_reach_from_a_word_into_the_space_behind_it()
    {
        var vocabulary = new TestVocabulary(VocabularyKind.SentencePiece).Add("<unk>", TokenKind.Unknown).Add("a").Add("▁").Add("a▁", score: -1);
        Assert.Equal([2, 3, 1], Vocabularies.Of(vocabulary).Encode("a a"u8));
    }

    [Fact]
    public void Scores_of_any_sign_are_ordered()
    {
        var vocabulary = new TestVocabulary(VocabularyKind.SentencePiece).Add("<unk>", TokenKind.Unknown).Add("a").Add("b").Add("c").Add("▁")
            .Add("ab", score: -0.5f).Add("bc", score: 2);
        Assert.Equal([4, 1, 6], Vocabularies.Of(vocabulary).Encode("abc"u8));
    }

    [Fact]
    public void Of_merges_of_the_same_pair_the_first_counts()
    {
        var vocabulary = new TestVocabulary(VocabularyKind.SlmBpe).AddBytes().AddMerge('a', 'b').AddMerge('a', 'b');
        Assert.Equal([256], new BytePairTokenizer(vocabulary).Encode("ab"u8));
    }
}
