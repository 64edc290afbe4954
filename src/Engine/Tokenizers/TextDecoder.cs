using System.Runtime.InteropServices;
using System.Text;

namespace Teleo.Engine.Tokenizers;

/// <summary>
/// Turns tokens into text as they come: bytes are handed out once no later token can be part of their character, so
/// nobody ever sees half of one. What is not valid UTF-8 is passed on as it is.
/// </summary>
/// <param name="stripPrefix">Takes away the space that the tokenizer puts before text: for whole texts, not for what continues one.</param>
public sealed class TextDecoder(ITokenizer tokenizer, bool stripPrefix = false, bool showSpecial = false)
{
    private readonly List<byte> _bytes = new(256);
    private int _given;
    private bool _atStart = true;

    /// <summary>Takes in a token and gives the text that is complete with it; valid until the next call.</summary>
    public ReadOnlySpan<byte> Next(int token)
    {
        CollectionsMarshal.SetCount(_bytes, Drop(_given));
        int before = _bytes.Count;
        tokenizer.Decode(token, showSpecial, _bytes);
        bool standsAlone = tokenizer.StandsAlone(token);
        if (_atStart && !standsAlone && stripPrefix && tokenizer.AddsSpacePrefix && _bytes.Count > before && _bytes[before] == ' ')
            _bytes.RemoveAt(before);
        _atStart = standsAlone;

        _given = CompleteLength(CollectionsMarshal.AsSpan(_bytes));
        return CollectionsMarshal.AsSpan(_bytes)[.._given];
    }

    /// <summary>At the end: the bytes of a character that was never completed.</summary>
    public ReadOnlySpan<byte> Rest()
    {
        CollectionsMarshal.SetCount(_bytes, Drop(_given));
        _given = _bytes.Count;
        return CollectionsMarshal.AsSpan(_bytes);
    }

    /// <summary>The text of a whole sequence, byte for byte what was encoded.</summary>
    public static byte[] Decode(ITokenizer tokenizer, ReadOnlySpan<int> tokens, bool showSpecial = false)
    {
        var decoder = new TextDecoder(tokenizer, stripPrefix: true, showSpecial);
        var text = new List<byte>();
        foreach (int token in tokens) text.AddRange(decoder.Next(token));
        text.AddRange(decoder.Rest());
        return [.. text];
    }

    /// <summary>Moves the bytes not yet given to the front; returns how many there are.</summary>
    private int Drop(int given)
    {
        var all = CollectionsMarshal.AsSpan(_bytes);
        all[given..].CopyTo(all);
        _given = 0;
        return all.Length - given;
    }

    /// <summary>How many bytes are there before a last character that more bytes may complete.</summary>
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
