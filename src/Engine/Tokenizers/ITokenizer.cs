namespace Teleo.Engine.Tokenizers;

/// <summary>Text to token ids and back, byte for byte. Any number of threads may use one at a time.</summary>
public interface ITokenizer
{
    int VocabularySize { get; }

    SpecialTokens Special { get; }

    /// <summary>
    /// True if a space is put before text at its start and after a special token; <see cref="TextDecoder"/> can remove it.
    /// </summary>
    bool AddsSpacePrefix { get; }

    /// <summary>
    /// Appends the tokens of UTF-8 text, which may be invalid: every byte is kept. With <paramref name="addSpecial"/> the
    /// model's own rules decide which tokens open and close the text.
    /// </summary>
    /// <param name="parseSpecial">Whether the text of a control token stands for that token or for itself.</param>
    void Encode(ReadOnlySpan<byte> utf8, bool addSpecial, bool parseSpecial, List<int> tokens);

    /// <summary>Appends the bytes of a token; none for control tokens, unless <paramref name="showSpecial"/>.</summary>
    void Decode(int token, bool showSpecial, List<byte> utf8);

    /// <summary>Returns true for a token that is never made by merging: it is found in text as a whole, or added by rule.</summary>
    bool StandsAlone(int token);

    /// <summary>The token as its vocabulary writes it, for people.</summary>
    string Piece(int token);
}
