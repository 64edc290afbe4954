using System.Text;
using Teleo.Engine.Bytes;

namespace Teleo.Engine.Formats;

/// <summary>
/// llama2.c's tokenizer file: the longest piece's length, then a score, a length and the bytes for each token. The pieces are
/// rewritten as GGUF has them: no line breaks around the special tokens, and U+2581 for a space.
/// </summary>
internal static class Llama2CVocabulary
{
    private const int Unknown = 0;
    private const int Begin = 1;
    private const int End = 2;

    public static bool TryRead(RawBytes file, int count, out VocabularyFacts vocabulary, out FormatError error)
    {
        var cursor = new ByteCursor(file.Head(GgufDirectory.LargestHead));
        uint longest = cursor.U32();
        var (pieces, scores, kinds) = (new List<byte[]>(), new List<float>(), new List<TokenKind>());
        for (int token = 0; token < count && !cursor.Failed; token++)
        {
            int at = cursor.Position;
            float score = BitConverter.UInt32BitsToSingle(cursor.U32());
            if (!float.IsFinite(score)) cursor.Fail(FormatFault.NotFinite, at, BitConverter.SingleToUInt32Bits(score), "score");
            uint length = cursor.U32();
            if (length > longest || length > (uint)cursor.Remaining) cursor.Fail(FormatFault.LengthExceedsFile, at + 4, length, "piece");
            var (piece, kind) = Rewrite(token, cursor[cursor.Text(cursor.Failed ? 0 : (int)length, "piece")]);
            pieces.Add(piece);
            scores.Add(score);
            kinds.Add(kind);
        }
        if (cursor.Remaining != 0) cursor.Fail(FormatFault.VocabularyMismatch, cursor.Position, (ulong)cursor.Remaining, "tokens");
        vocabulary = new ListedVocabulary(
            VocabularyKind.SentencePiece, [.. pieces], [.. scores], [.. kinds], [], bos: Begin, eos: End, unknown: Unknown);
        error = cursor.Error;
        return !cursor.Failed;
    }

    /// <summary>The bytes of the file for a vocabulary of GGUF's writing.</summary>
    public static void Write(VocabularyFacts vocabulary, Stream stream)
    {
        var pieces = Enumerable.Range(0, vocabulary.Count).Select(token => Original(token, vocabulary.Piece(token))).ToArray();
        stream.Write(BitConverter.GetBytes(pieces.Max(piece => piece.Length)));
        for (int token = 0; token < pieces.Length; token++)
        {
            stream.Write(BitConverter.GetBytes(vocabulary.Score(token)));
            stream.Write(BitConverter.GetBytes(pieces[token].Length));
            stream.Write(pieces[token]);
        }
    }

    private static (byte[] Piece, TokenKind Kind) Rewrite(int token, ReadOnlySpan<byte> piece) => token switch
    {
        Unknown => ("<unk>"u8.ToArray(), TokenKind.Unknown),
        Begin => ("<s>"u8.ToArray(), TokenKind.Control),
        End => ("</s>"u8.ToArray(), TokenKind.Control),
        _ when piece.IsEmpty => ([], TokenKind.Control),
        _ when IsByte(piece) => (piece.ToArray(), TokenKind.Byte),
        _ => (Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(piece).Replace(' ', '\u2581')), TokenKind.Normal),
    };

    private static byte[] Original(int token, ReadOnlySpan<byte> piece) => token switch
    {
        Begin => "\n<s>\n"u8.ToArray(),
        End => "\n</s>\n"u8.ToArray(),
        _ => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(piece).Replace('\u2581', ' ')),
    };

    // "<0x0A>"
    private static bool IsByte(ReadOnlySpan<byte> piece) =>
        piece.Length == 6 && piece.StartsWith("<0x"u8) && piece[5] == '>'
        && char.IsAsciiHexDigit((char)piece[3]) && char.IsAsciiHexDigit((char)piece[4]);
}
