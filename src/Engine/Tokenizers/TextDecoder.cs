using System.Runtime.InteropServices;
using System.Text;

namespace Teleo.Engine.Tokenizers;

/// <summary>
/// Converts tokens to text in a stream: bytes are returned once no later token can be part of their character, so a caller never gets half
/// a character. Invalid UTF-8 is passed on unchanged.
/// </summary>
/// <param name="stripPrefix">Takes away the space that the tokenizer puts before text: for whole texts, not for what continues one.</param>
public sealed class TextDecoder(ITokenizer tokenizer, bool stripPrefix = false, bool showSpecial = false)
{
    private readonly List<byte> _bytes = new(256);
    private int _given;

    /// <summary>The position in the text's bytes of the prefix to remove; -1 for none.</summary>
    private int _textStart = stripPrefix && tokenizer.AddsSpacePrefix ? 0 : -1;

    /// <summary>Takes in a token and gives the text that is complete with it; valid until the next call.</summary>
    public ReadOnlySpan<byte> Next(int token)
    {
        DropGiven();
        tokenizer.Decode(token, showSpecial, _bytes);
        if (stripPrefix && tokenizer.AddsSpacePrefix && tokenizer.StandsAlone(token)) _textStart = _bytes.Count;
        _given = CompleteLength(CollectionsMarshal.AsSpan(_bytes));
        if (_textStart >= 0 && _textStart < _given) StripPrefix();
        return CollectionsMarshal.AsSpan(_bytes)[.._given];
    }

    /// <summary>Returns the bytes of an incomplete last character at the end.</summary>
    public ReadOnlySpan<byte> Rest()
    {
        DropGiven();
        _given = _bytes.Count;
        return CollectionsMarshal.AsSpan(_bytes);
    }

    /// <summary>Returns the text of a whole sequence, byte for byte as encoded.</summary>
    public static byte[] Decode(ITokenizer tokenizer, ReadOnlySpan<int> tokens, bool showSpecial = false)
    {
        var decoder = new TextDecoder(tokenizer, stripPrefix: true, showSpecial);
        var text = new List<byte>();
        foreach (int token in tokens) text.AddRange(decoder.Next(token));
        text.AddRange(decoder.Rest());
        return [.. text];
    }

    private void StripPrefix()
    {
        if (_bytes[_textStart] == ' ')
        {
            _bytes.RemoveAt(_textStart);
            _given--;
        }

        _textStart = -1;
    }

    private void DropGiven()
    {
        _bytes.RemoveRange(0, _given);
        if (_textStart >= 0) _textStart -= _given;
        _given = 0;
    }

    /// <summary>Returns the number of bytes before a last character that more bytes may complete.</summary>
    internal static int CompleteLength(ReadOnlySpan<byte> utf8)
    {
        for (int back = 1; back <= Math.Min(3, utf8.Length); back++)
        {
            byte lead = utf8[^back];
            if (lead < 0x80) return utf8.Length;
            if (lead >= 0xC0)
                return Rune.DecodeFromUtf8(utf8[^back..], out _, out _) == System.Buffers.OperationStatus.NeedMoreData
                    ? utf8.Length - back
                    : utf8.Length;
        }

        return utf8.Length;
    }
}
