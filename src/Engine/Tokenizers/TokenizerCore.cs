using System.Text;
using Teleo.Engine.Formats;

namespace Teleo.Engine.Tokenizers;

/// <summary>
/// The common part of all tokenizers: the tokens that open and close a text, special tokens in it, and the text between them. Everything is
/// built on first use, so that opening a model without text costs nothing.
/// </summary>
internal abstract class TokenizerCore : ITokenizer
{
    private readonly Lazy<SpecialTokens> _special;
    private readonly Lazy<SpecialTokenFinder> _finder;

    protected TokenizerCore(VocabularyFacts vocabulary, bool addsBosByCustom)
    {
        Vocabulary = vocabulary;
        _special = new(() => SpecialTokens.Of(vocabulary, addsBosByCustom));
        _finder = new(() => new SpecialTokenFinder(vocabulary, IsControl));
    }

    public int VocabularySize => Vocabulary.Count;

    public SpecialTokens Special => _special.Value;

    public virtual bool AddsSpacePrefix => false;

    protected VocabularyFacts Vocabulary { get; }

    public void Encode(ReadOnlySpan<byte> utf8, bool addSpecial, bool parseSpecial, List<int> tokens)
    {
        if (addSpecial && Special.AddBos) tokens.Add(Special.Bos!.Value);
        int at = 0;
        foreach (var hit in _finder.Value.Find(utf8, parseSpecial))
        {
            if (hit.Start > at) EncodeText(utf8[at..hit.Start], tokens);
            tokens.Add(hit.Token);
            at = _finder.Value.TextAfter(hit, utf8);
        }

        if (at < utf8.Length) EncodeText(utf8[at..], tokens);
        if (addSpecial && Special.AddEos) tokens.Add(Special.Eos!.Value);
    }

    public void Decode(int token, bool showSpecial, List<byte> utf8)
    {
        if ((uint)token >= (uint)Vocabulary.Count) return;   // a model may have more rows than words
        if (IsControl(token) && !showSpecial) return;
        if (StandsAlone(token)) utf8.AddRange(Vocabulary.Piece(token));
        else if (Vocabulary.KindOf(token) is TokenKind.Normal or TokenKind.Byte) DecodeText(token, utf8);
    }

    public bool StandsAlone(int token) =>
        (uint)token < (uint)Vocabulary.Count && (IsControl(token) || Vocabulary.KindOf(token) == TokenKind.UserDefined);

    public string Piece(int token) => (uint)token < (uint)Vocabulary.Count ? Encoding.UTF8.GetString(Vocabulary.Piece(token)) : "";

    protected abstract void EncodeText(ReadOnlySpan<byte> text, List<int> tokens);

    protected abstract void DecodeText(int token, List<byte> utf8);

    /// <summary>A token that is a sign to the model and no text.</summary>
    private bool IsControl(int token) =>
        Vocabulary.KindOf(token) is TokenKind.Control or TokenKind.Unknown || Special.EndOfText.Contains(token);
}
