namespace Teleo.Engine.Formats;

/// <summary>A vocabulary in memory: imported from a file whose pieces need conversion, or generated.</summary>
internal sealed class ListedVocabulary : VocabularyFacts
{
    private readonly byte[][] _pieces;
    private readonly float[] _scores;
    private readonly TokenKind[] _kinds;
    private readonly TokenMerge[] _merges;

    public ListedVocabulary(
        VocabularyKind kind, byte[][] pieces, float[] scores, TokenKind[] kinds, TokenMerge[] merges,
        int? bos, int? eos, int? unknown = null, int? padding = null)
    {
        (Kind, _pieces, _scores, _kinds, _merges) = (kind, pieces, scores, kinds, merges);
        (Bos, Eos, Unknown, Padding) = (bos, eos, unknown, padding);
    }

    public override VocabularyKind Kind { get; }

    public override int Count => _pieces.Length;

    public override int MergeCount => _merges.Length;

    public override TokenMerge MergeAt(int rank) => _merges[rank];

    public override ReadOnlySpan<byte> Piece(int token) => _pieces[token];

    public override float Score(int token) => _scores[token];

    public override TokenKind KindOf(int token) => _kinds[token];
}
