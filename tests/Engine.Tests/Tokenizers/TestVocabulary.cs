using System.Text;
using Teleo.Engine.Formats;

namespace Teleo.Engine.Tests.Tokenizers;

/// <summary>A vocabulary written down in a test.</summary>
internal sealed class TestVocabulary : VocabularyFacts
{
    private readonly byte[] _bytes = new byte[1 << 16];
    private readonly List<Slice> _pieces = [];
    private readonly List<float> _scores = [];
    private readonly List<TokenKind> _kinds = [];
    private readonly List<TokenMerge> _merges = [];
    private int _used;

    public TestVocabulary(VocabularyKind kind, string? preTokenizer = null, int? bos = null, int? eos = null, bool? addBos = null, bool? addEos = null, string? name = null)
    {
        Kind = kind;
        (PreTokenizer, Bos, Eos, AddBos, AddEos, ModelName) = (preTokenizer, bos, eos, addBos, addEos, name);
    }

    public override VocabularyKind Kind { get; }

    public override int Count => _pieces.Count;

    public override int MergeCount => _merges.Count;

    public TestVocabulary Add(string piece, TokenKind kind = TokenKind.Normal, float score = 0) => Add(Encoding.UTF8.GetBytes(piece), kind, score);

    public TestVocabulary Add(ReadOnlySpan<byte> piece, TokenKind kind = TokenKind.Normal, float score = 0)
    {
        piece.CopyTo(_bytes.AsSpan(_used));
        _pieces.Add(new Slice(_used, piece.Length));
        _scores.Add(score);
        _kinds.Add(kind);
        _used += piece.Length;
        return this;
    }

    /// <summary>One token per byte, as ids 0 to 255.</summary>
    public TestVocabulary AddBytes()
    {
        for (int b = 0; b < 256; b++) Add([(byte)b]);
        return this;
    }

    /// <summary>A new token made of two others.</summary>
    public TestVocabulary AddMerge(int left, int right)
    {
        Add([.. Piece(left), .. Piece(right)]);
        _merges.Add(new TokenMerge(left, right, Count - 1));
        return this;
    }

    public override TokenMerge MergeAt(int rank) => _merges[rank];

    public override ReadOnlySpan<byte> Piece(int token) => _bytes.AsSpan(_pieces[token].Offset, _pieces[token].Length);

    public override float Score(int token) => _scores[token];

    public override TokenKind KindOf(int token) => _kinds[token];
}
