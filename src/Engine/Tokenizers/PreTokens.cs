namespace Teleo.Engine.Tokenizers;

/// <summary>
/// The pre-token rules as a walk over bytes, one pre-token at a time and in linear time; a regular expression would need
/// the text as UTF-16 and could not carry invalid bytes.
/// </summary>
internal static class PreTokens
{
    /// <summary>Returns the end of the pre-token that starts at <paramref name="start"/>; always after it.</summary>
    public static int End(ReadOnlySpan<byte> text, int start, PreTokenizer rule) => rule switch
    {
        PreTokenizer.Gpt2 => Gpt2(text, start),
        PreTokenizer.Gpt2SingleDigits => Gpt2SingleDigits(text, start),
        PreTokenizer.Llama3 => Llama3(text, start, longestNumber: 3),
        _ => Llama3(text, start, longestNumber: 1),
    };

    private static int Gpt2(ReadOnlySpan<byte> text, int start)
    {
        if (Contraction(text, start, foldCase: false) is > 0 and var end) return end;
        int at = text[start] == ' ' ? start + 1 : start;
        var kind = CharacterClasses.At(text, at, out _);
        return kind is CharacterClass.Space or CharacterClass.End ? Spaces(text, start) : RunOf(text, at, kind);
    }

    /// <summary>Returns the end of a pre-token; digits are cut out first, so Gpt2 sees text up to a digit.</summary>
    private static int Gpt2SingleDigits(ReadOnlySpan<byte> text, int start)
    {
        if (CharacterClasses.At(text, start, out int length) == CharacterClass.Number) return start + length;
        int end = Gpt2(text, start);
        int at = start;
        while (at < end && CharacterClasses.At(text, at, out length) != CharacterClass.Number) at += length;
        if (at < end) return at;

        // White space before a digit ends its part of the text, so none of it is left for what follows.
        if (CharacterClasses.At(text, start, out _) != CharacterClass.Space) return end;
        int beyond = RunOf(text, start, CharacterClass.Space);
        return CharacterClasses.At(text, beyond, out _) == CharacterClass.Number ? beyond : end;
    }

    private static int Llama3(ReadOnlySpan<byte> text, int start, int longestNumber)
    {
        if (Contraction(text, start, foldCase: true) is > 0 and var end) return end;
        var kind = CharacterClasses.At(text, start, out int length);
        if (kind == CharacterClass.Number) return RunOf(text, start, kind, longestNumber);
        if (kind == CharacterClass.Letter) return RunOf(text, start, kind);

        var next = CharacterClasses.At(text, start + length, out _);
        if (next == CharacterClass.Letter && !IsLineEnd(text, start)) return RunOf(text, start + length, next);

        int symbols = text[start] == ' ' ? start + 1 : start;
        if (CharacterClasses.At(text, symbols, out _) == CharacterClass.Other)
        {
            int at = RunOf(text, symbols, CharacterClass.Other);
            while (IsLineEnd(text, at)) at++;
            return at;
        }

        int spacesEnd = RunOf(text, start, CharacterClass.Space);
        int lineEnd = text[start..spacesEnd].LastIndexOfAny((byte)'\r', (byte)'\n');
        return lineEnd >= 0 ? start + lineEnd + 1 : Spaces(text, start);
    }

    /// <summary>Returns white space up to the last one before a word, which belongs to the word.</summary>
    private static int Spaces(ReadOnlySpan<byte> text, int start)
    {
        int at = start, last = start;
        while (CharacterClasses.At(text, at, out int length) == CharacterClass.Space) (last, at) = (at, at + length);
        return at == text.Length || last == start ? at : last;
    }

    private static int RunOf(ReadOnlySpan<byte> text, int at, CharacterClass kind, int longest = int.MaxValue)
    {
        for (int count = 0; count < longest && CharacterClasses.At(text, at, out int length) == kind; count++) at += length;
        return at;
    }

    private static bool IsLineEnd(ReadOnlySpan<byte> text, int at) => at < text.Length && text[at] is (byte)'\r' or (byte)'\n';

    /// <summary>Returns the end of an English contraction that starts here, or 0.</summary>
    private static int Contraction(ReadOnlySpan<byte> text, int start, bool foldCase)
    {
        if (text[start] != '\'' || start + 1 >= text.Length) return 0;
        int first = Letter(text[start + 1], foldCase);
        if (first is 's' or 't' or 'm' or 'd') return start + 2;
        int second = start + 2 < text.Length ? Letter(text[start + 2], foldCase) : 0;
        return (first, second) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? start + 3 : 0;
    }

    private static int Letter(byte b, bool foldCase) => foldCase && b is >= (byte)'A' and <= (byte)'Z' ? b + 32 : b;
}
