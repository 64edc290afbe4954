using System.Globalization;
using System.Runtime.InteropServices;
using Teleo.Engine.Formats;

namespace Teleo.Engine.Tokenizers;

/// <summary>
/// Scored pieces with byte fallback (Llama 2, Phi-3, tinyllamas). Spaces are written U+2581, characters are merged by best score, and
/// characters without a piece become byte tokens. A U+2581 in the text therefore decodes to a space, as in every program with such a
/// vocabulary; all other text is restored byte for byte.
/// </summary>
internal sealed class SentencePieceTokenizer : TokenizerCore
{
    private readonly Lazy<Tables> _tables;

    public SentencePieceTokenizer(VocabularyFacts vocabulary)
        : base(vocabulary, addsBosByCustom: true)
    {
        AddsSpacePrefix = vocabulary.AddSpacePrefix ?? true;
        _tables = new(() => new Tables(vocabulary));
    }

    private static ReadOnlySpan<byte> Space => "▁"u8;

    public override bool AddsSpacePrefix { get; }

    protected override void EncodeText(ReadOnlySpan<byte> text, List<int> tokens)
    {
        byte[] escaped = Escape(text);
        var tables = _tables.Value;
        var merger = new PairMerger();
        merger.Begin();
        bool afterSpace = true;
        for (int at = 0; at < escaped.Length;)
        {
            var symbol = escaped.AsSpan(at, Math.Min(CharacterLength(escaped[at]), escaped.Length - at));
            bool isSpace = symbol.SequenceEqual(Space);
            if (isSpace && !afterSpace && tables.WordsMergeApart) Finish(merger, escaped, tables, tokens);
            merger.Add(at, symbol.Length, Vocabulary.Find(symbol));
            at += symbol.Length;
            afterSpace = isSpace;
        }

        Finish(merger, escaped, tables, tokens);
    }

    protected override void DecodeText(int token, List<byte> utf8)
    {
        var piece = Vocabulary.Piece(token);
        if (Vocabulary.KindOf(token) == TokenKind.Byte && TryByte(piece, out byte value))
        {
            utf8.Add(value);
            RepairSpace(utf8);
            return;
        }

        for (int at; (at = piece.IndexOf(Space)) >= 0; piece = piece[(at + Space.Length)..])
        {
            utf8.AddRange(piece[..at]);
            utf8.Add((byte)' ');
        }

        utf8.AddRange(piece);
    }

    private void Finish(PairMerger merger, byte[] escaped, Tables tables, List<int> tokens)
    {
        merger.Merge(new ByScore(Vocabulary, escaped, tables.LongestPiece));
        for (int i = merger.First; i >= 0; i = merger[i].Next)
        {
            if (merger[i].Token >= 0) tokens.Add(merger[i].Token);
            else foreach (byte b in escaped.AsSpan(merger[i].Start, merger[i].Length)) tables.AddByte(b, tokens);
        }

        merger.Begin();
    }

    /// <summary>
    /// Restores a space: an incomplete character before a space took the first byte of U+2581, so the mark became bytes; in this vocabulary
    /// these three bytes have no other origin.
    /// </summary>
    private static void RepairSpace(List<byte> utf8)
    {
        if (!CollectionsMarshal.AsSpan(utf8).EndsWith(Space)) return;
        utf8.RemoveRange(utf8.Count - Space.Length, Space.Length);
        utf8.Add((byte)' ');
    }

    private byte[] Escape(ReadOnlySpan<byte> text)
    {
        int prefix = AddsSpacePrefix ? Space.Length : 0;
        byte[] escaped = new byte[prefix + text.Length + (Space.Length - 1) * text.Count((byte)' ')];
        var rest = escaped.AsSpan();
        if (prefix > 0) rest = Append(rest, Space);
        for (int at; (at = text.IndexOf((byte)' ')) >= 0; text = text[(at + 1)..]) rest = Append(Append(rest, text[..at]), Space);
        Append(rest, text);
        return escaped;

        static Span<byte> Append(Span<byte> to, ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(to);
            return to[bytes.Length..];
        }
    }

    /// <summary>
    /// Returns the length by the first byte: an incomplete character includes the following byte and is encoded as bytes.
    /// </summary>
    private static int CharacterLength(byte first) => first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;

    /// <summary>Byte tokens are written <c>&lt;0x0A&gt;</c>.</summary>
    private static bool TryByte(ReadOnlySpan<byte> piece, out byte value)
    {
        value = 0;
        return piece.Length == 6 && piece.StartsWith("<0x"u8) && piece[5] == '>'
            && byte.TryParse(piece.Slice(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    private readonly struct ByScore(VocabularyFacts vocabulary, byte[] text, int longestPiece) : IMergeRule
    {
        public bool TryMerge(in Symbol left, in Symbol right, out int token, out uint order)
        {
            (token, order) = (-1, 0);
            int length = left.Length + right.Length;
            if (length > longestPiece) return false;
            token = vocabulary.Find(text.AsSpan(left.Start, length));
            if (token < 0) return false;
            order = Descending(vocabulary.Score(token));
            return true;
        }

        /// <summary>A number that is lower for a higher score.</summary>
        private static uint Descending(float score)
        {
            int bits = BitConverter.SingleToInt32Bits(score + 0f);   // -0 becomes 0
            return bits < 0 ? (uint)bits : ~(uint)bits & 0x7FFFFFFF;
        }
    }

    private sealed class Tables
    {
        private readonly int[] _bytes = new int[256];

        public Tables(VocabularyFacts vocabulary)
        {
            Array.Fill(_bytes, -1);
            for (int token = 0; token < vocabulary.Count; token++)
            {
                var piece = vocabulary.Piece(token);
                LongestPiece = Math.Max(LongestPiece, piece.Length);
                if (TryByte(piece, out byte value)) _bytes[value] = token;
                while (piece.StartsWith(Space)) piece = piece[Space.Length..];
                WordsMergeApart &= piece.IndexOf(Space) < 0;
            }

            for (int value = 0; value < 256; value++)
            {
                if (_bytes[value] < 0) _bytes[value] = vocabulary.Find([(byte)value]);
                if (_bytes[value] < 0) _bytes[value] = vocabulary.Unknown ?? -1;
            }
        }

        public int LongestPiece { get; }

        /// <summary>True if no piece extends from a word into the following space, so that words can be merged one by one.</summary>
        public bool WordsMergeApart { get; } = true;

        public void AddByte(byte value, List<int> tokens)
        {
            if (_bytes[value] >= 0) tokens.Add(_bytes[value]);
        }
    }
}
