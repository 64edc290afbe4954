using System.Text;
using Teleo.Engine.Bytes;

namespace Teleo.Engine.Formats;

/// <summary>
/// The tokenizer section of a .slm file. Ids 0 to 255 are the bytes, 256 to 259 are beginning, end, padding and unknown; a BPE1 section
/// adds records (id, length, bytes) from 260 on and ranked merges.
/// </summary>
internal sealed class SlmVocabulary : VocabularyFacts
{
    public const uint ByteMagic = 0x4B4F5442;   // "BTOK"
    public const uint PairMagic = 0x31455042;   // "BPE1"
    public const int ByteLength = 28;
    public const int MergeLength = 16;
    public const int FirstSpecial = 256;
    public const int FirstLearned = 260;
    public const uint SupportedVersion = 1;

    private static readonly byte[] AllBytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
    private static readonly byte[][] SpecialPieces = [.. new[] { "<bos>", "<eos>", "<pad>", "<unk>" }.Select(Encoding.UTF8.GetBytes)];

    private readonly RawBytes _file;
    private readonly Slice[] _learned;
    private readonly TokenMerge[] _merges;

    private SlmVocabulary(RawBytes file, VocabularyKind kind, Slice[] learned, TokenMerge[] merges)
    {
        (_file, Kind, _learned, _merges) = (file, kind, learned, merges);
        (Bos, Eos, Padding, Unknown) = (FirstSpecial, FirstSpecial + 1, FirstSpecial + 2, FirstSpecial + 3);
        (AddBos, AddEos) = (true, false);
    }

    public override VocabularyKind Kind { get; }

    public override int Count => FirstLearned + _learned.Length;

    public override int MergeCount => _merges.Length;

    public override TokenMerge MergeAt(int rank) => _merges[rank];

    public override ReadOnlySpan<byte> Piece(int token) =>
        token < FirstSpecial ? AllBytes.AsSpan(token, 1)
        : token < FirstLearned ? SpecialPieces[token - FirstSpecial]
        : _file.Slice(_learned[token - FirstLearned].Offset, _learned[token - FirstLearned].Length);

    public override float Score(int token) => 0;

    public override TokenKind KindOf(int token) =>
        token < FirstSpecial ? TokenKind.Byte
        : token >= FirstLearned ? TokenKind.Normal
        : token == Unknown ? TokenKind.Unknown : TokenKind.Control;

    public static bool TryRead(SlmFile slm, out VocabularyFacts vocabulary, out FormatError error)
    {
        var (start, length) = ((int)slm.Header.TokenizerOffset, (int)slm.Header.TokenizerLength);
        var cursor = new ByteCursor(slm.File.Head(start + length), start);
        var read = Read(ref cursor, slm.File, length, slm.Header.VocabularySize);
        vocabulary = read!;
        error = cursor.Error;
        return !cursor.Failed;
    }

    private static SlmVocabulary? Read(ref ByteCursor cursor, RawBytes file, int length, uint vocabularySize)
    {
        int start = cursor.Position;
        uint magic = cursor.U32();
        if (magic is not (ByteMagic or PairMagic)) cursor.Fail(FormatFault.BadMagic, start, magic, "tokenizer");
        Expect(ref cursor, SupportedVersion, FormatFault.UnsupportedVersion, "tokenizer version");
        Expect(ref cursor, vocabularySize, FormatFault.VocabularyMismatch, "tokenizer vocab_size");
        for (uint special = 0; special < 4; special++)
            Expect(ref cursor, FirstSpecial + special, FormatFault.ValueOutOfRange, "special token");
        if (magic == ByteMagic)
        {
            if (length != ByteLength) cursor.Fail(FormatFault.BadHeader, 72, (ulong)length, "tokenizer_length");
            if (vocabularySize != FirstLearned)
                cursor.Fail(FormatFault.VocabularyMismatch, start + 8, vocabularySize, "tokenizer vocab_size");
            return cursor.Failed ? null : new(file, VocabularyKind.Bytes, [], []);
        }

        int tokensAt = cursor.Position, tokens = cursor.Count(cursor.U32(), 8, MostTokens, tokensAt, "tokens");
        if (tokens + FirstLearned != vocabularySize) cursor.Fail(FormatFault.VocabularyMismatch, tokensAt, (ulong)tokens, "tokens");
        int mergesAt = cursor.Position, merges = cursor.Count(cursor.U32(), MergeLength, MostTokens, mergesAt, "merges");
        var learned = ReadTokens(ref cursor, tokens);
        if (cursor.Failed) return null;
        var vocabulary = new SlmVocabulary(file, VocabularyKind.SlmBpe, learned, new TokenMerge[merges]);
        vocabulary.ReadMerges(ref cursor);
        if (cursor.Remaining != 0) cursor.Fail(FormatFault.BadHeader, cursor.Position, (ulong)cursor.Remaining, "tokenizer_length");
        return vocabulary;
    }

    private static Slice[] ReadTokens(ref ByteCursor cursor, int count)
    {
        var slices = new Slice[count];
        for (int index = 0; index < count && !cursor.Failed; index++)
        {
            Expect(ref cursor, (uint)(FirstLearned + index), FormatFault.ValueOutOfRange, "token id");
            int lengthAt = cursor.Position;
            uint length = cursor.U32();
            if (length == 0) cursor.Fail(FormatFault.EmptyName, lengthAt, 0, "token");
            if (length > (uint)cursor.Remaining) cursor.Fail(FormatFault.LengthExceedsFile, lengthAt, length, "token");
            slices[index] = new(cursor.Position, (int)length);
            cursor.Take((int)length);
        }
        return slices;
    }

    private void ReadMerges(ref ByteCursor cursor)
    {
        var seen = new bool[_merges.Length];
        for (int index = 0; index < _merges.Length && !cursor.Failed; index++)
        {
            int at = cursor.Position;
            uint left = cursor.U32(), right = cursor.U32(), output = cursor.U32(), rank = cursor.U32();
            if (Math.Max(Math.Max(left, right), output) >= (uint)Count)
                cursor.Fail(FormatFault.UnknownToken, at, Math.Max(Math.Max(left, right), output), "merge");
            if (rank >= (uint)seen.Length || seen[rank]) cursor.Fail(FormatFault.ValueOutOfRange, at + 12, rank, "merge rank");
            if (cursor.Failed) return;
            seen[rank] = true;
            var merge = _merges[rank] = new((int)left, (int)right, (int)output);
            if (!IsJoined(merge)) cursor.Fail(FormatFault.VocabularyMismatch, at, output, "merge");
        }
    }

    private bool IsJoined(TokenMerge merge)
    {
        var left = Piece(merge.Left);
        var right = Piece(merge.Right);
        var output = Piece(merge.Output);
        return output.Length == left.Length + right.Length && output.StartsWith(left) && output.EndsWith(right);
    }

    private static void Expect(ref ByteCursor cursor, uint expected, FormatFault fault, string subject)
    {
        int at = cursor.Position;
        uint found = cursor.U32();
        if (found != expected) cursor.Fail(fault, at, found, subject);
    }
}
