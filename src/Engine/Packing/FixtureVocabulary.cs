using System.Text;
using Teleo.Engine.Formats;
using Teleo.Engine.Models;

namespace Teleo.Engine.Packing;

/// <summary>Vocabularies of any size for invented models: every byte, the special tokens, and made-up pieces for the rest.</summary>
internal static class FixtureVocabulary
{
    public const int FewestTokens = 260;
    private const int MostPairs = 1 << 16;

    public static VocabularyFacts For(ModelFormat format, int count) => format == ModelFormat.Slm ? Pairs(count) : Pieces(count);

    /// <summary>The most tokens a fixture of this format can have.</summary>
    public static int Most(ModelFormat format) =>
        format == ModelFormat.Slm ? SlmVocabulary.FirstLearned + MostPairs : VocabularyFacts.MostTokens;

    private static ListedVocabulary Pieces(int count)
    {
        var pieces = new byte[count][];
        var kinds = new TokenKind[count];
        var scores = new float[count];
        for (int token = 0; token < count; token++)
        {
            (string piece, kinds[token]) = token switch
            {
                0 => ("<unk>", TokenKind.Unknown),
                1 => ("<s>", TokenKind.Control),
                2 => ("</s>", TokenKind.Control),
                < 259 => ($"<0x{token - 3:X2}>", TokenKind.Byte),
                259 => ("\u2581", TokenKind.Normal),
                _ => ($"\u2581t{token}", TokenKind.Normal),
            };
            pieces[token] = Encoding.UTF8.GetBytes(piece);
            scores[token] = token < 259 ? 0 : 258 - token;
        }
        return new(VocabularyKind.SentencePiece, pieces, scores, kinds, [], bos: 1, eos: 2, unknown: 0);
    }

    // Every learned token joins two bytes, another pair each.
    private static ListedVocabulary Pairs(int count)
    {
        const int First = SlmVocabulary.FirstLearned;
        var pieces = new byte[count][];
        var kinds = new TokenKind[count];
        var merges = new TokenMerge[count - First];
        for (int token = 0; token < count; token++)
        {
            int pair = token - First;
            if (pair >= 0) merges[pair] = new(pair / 256, pair % 256, token);
            pieces[token] = pair >= 0 ? [(byte)(pair / 256), (byte)pair]
                : token < SlmVocabulary.FirstSpecial ? [(byte)token] : Encoding.UTF8.GetBytes($"<{token}>");
            kinds[token] = pair >= 0 ? TokenKind.Normal : token < SlmVocabulary.FirstSpecial ? TokenKind.Byte : TokenKind.Control;
        }
        var kind = merges.Length == 0 ? VocabularyKind.Bytes : VocabularyKind.SlmBpe;
        return new(kind, pieces, new float[count], kinds, merges, bos: 256, eos: 257, padding: 258, unknown: 259);
    }
}
