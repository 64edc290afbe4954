namespace Teleo.Engine.Tokenizers;

/// <summary>Text to token ids and back, byte for byte.</summary>
public interface ITokenizer
{
    int VocabularySize { get; }

    SpecialTokens Special { get; }

    /// <summary>
    /// Appends the tokens of UTF-8 text, which may be invalid: every byte is kept. With <paramref name="addBos"/> the
    /// model's own rule decides whether a beginning-of-sequence token is put before it.
    /// </summary>
    /// <param name="parseSpecial">Whether the text of a special token stands for that token or for itself.</param>
    void Encode(ReadOnlySpan<byte> utf8, bool addBos, bool parseSpecial, List<int> tokens);

    /// <summary>Appends the bytes a token stands for; for control tokens none, unless <paramref name="showSpecial"/>.</summary>
    void Decode(int token, bool showSpecial, List<byte> utf8);

    /// <summary>The token as its vocabulary writes it, for people.</summary>
    string Piece(int token);
}
