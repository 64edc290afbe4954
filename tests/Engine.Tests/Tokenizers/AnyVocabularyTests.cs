using Teleo.Engine.Formats;
using Teleo.Engine.Sampling;
using Teleo.Engine.Tokenizers;

namespace Teleo.Engine.Tests.Tokenizers;

/// <summary>Vocabularies that nobody would make: whatever the pieces are, text comes back and nothing throws.</summary>
public class AnyVocabularyTests
{
    private static readonly byte[][] Letters = ["a"u8.ToArray(), "b"u8.ToArray(), "é"u8.ToArray(), "😀"u8.ToArray(), [0xC3], [0x80], [0xFF], "<"u8.ToArray(), ">"u8.ToArray()];

    private static byte[] Text(ref SplitMix64 chance, int most, byte[] space)
    {
        var text = new List<byte>();
        for (int count = 1 + (int)(chance.NextUInt64() % (ulong)most); count > 0; count--)
            text.AddRange(chance.NextUInt64() % 4 == 0 ? space : Letters[chance.NextUInt64() % (ulong)Letters.Length]);
        return [.. text];
    }

    private static TestVocabulary Pieces(ref SplitMix64 chance)
    {
        var vocabulary = new TestVocabulary(VocabularyKind.SentencePiece).Add("<unk>", TokenKind.Unknown).Add("<s>", TokenKind.Control).Add("</s>", TokenKind.Control);
        for (int value = 0; value < 256; value++) vocabulary.Add($"<0x{value:X2}>", TokenKind.Byte);
        for (int piece = 0; piece < 60; piece++)
            vocabulary.Add(Text(ref chance, 4, "▁"u8.ToArray()), TokenKind.Normal, (float)chance.NextDouble() - 0.5f);
        return vocabulary;
    }

    private static TestVocabulary Pairs(ref SplitMix64 chance)
    {
        var vocabulary = new TestVocabulary(VocabularyKind.SlmBpe).AddBytes();
        for (int merge = 0; merge < 60; merge++)
        {
            int Token(ulong n) => n % 3 == 0 && vocabulary.Count > 256 ? 256 + (int)(n % (ulong)(vocabulary.Count - 256)) : Letters[n % (ulong)Letters.Length][0];
            var (left, right) = (Token(chance.NextUInt64()), Token(chance.NextUInt64()));
            if (vocabulary.Piece(left).Length + vocabulary.Piece(right).Length < 40) vocabulary.AddMerge(left, right);
        }

        return vocabulary;
    }

    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, 20).Select(seed => (ulong)seed)];

    [Theory, MemberData(nameof(Seeds))]
    public void Text_comes_back(ulong seed)
    {
        var chance = new SplitMix64(seed);
        foreach (var vocabulary in (TestVocabulary[])[Pieces(ref chance), Pairs(ref chance)])
        {
            var tokenizer = Tokenizers.Vocabularies.Of(vocabulary);
            for (int i = 0; i < 100; i++)
            {
                byte[] text = Text(ref chance, 30, " "u8.ToArray());
                int[] tokens = tokenizer.Encode(text, addSpecial: true);
                Assert.Equal(Convert.ToHexString(text), Convert.ToHexString(TextDecoder.Decode(tokenizer, tokens)));
            }
        }
    }
}
