using System.Globalization;
using System.Text;

namespace Teleo.Engine.Tokenizers;

/// <summary>The classes of characters that the pre-tokenisers need.</summary>
internal enum CharacterClass : byte
{
    /// <summary>There is none: the text ends here.</summary>
    End,
    Letter,
    Number,
    Space,

    /// <summary>Any other character, or a byte that belongs to no character.</summary>
    Other,
}

internal static class CharacterClasses
{
    private static readonly CharacterClass[] Ascii = [.. Enumerable.Range(0, 128).Select(c => Of(new Rune(c)))];

    /// <summary>Returns the class of the character that starts at <paramref name="at"/>, and its length in bytes.</summary>
    public static CharacterClass At(ReadOnlySpan<byte> text, int at, out int length)
    {
        length = 0;
        if (at >= text.Length) return CharacterClass.End;
        length = 1;
        if (text[at] < 128) return Ascii[text[at]];
        var status = Rune.DecodeFromUtf8(text[at..], out var rune, out length);
        return status == System.Buffers.OperationStatus.Done ? Of(rune) : CharacterClass.Other;
    }

    private static CharacterClass Of(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        <= UnicodeCategory.OtherLetter => CharacterClass.Letter,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterClass.Number,
        _ => Rune.IsWhiteSpace(rune) ? CharacterClass.Space : CharacterClass.Other,
    };
}
