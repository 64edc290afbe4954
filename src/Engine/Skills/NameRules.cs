namespace Teleo.Engine.Skills;

/// <summary>
/// Checks names. Lower-case ASCII only: no two names look alike, none is a path, and none has a meaning for a shell or a file system. The
/// patterns are the definition, quoted by schemas; the checks are written out and need no regular expressions.
/// </summary>
internal static class NameRules
{
    public const string IdPattern = @"\A[a-z0-9]+(?:[._-][a-z0-9]+)*\z";
    public const string FileNamePattern = @"\A[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*\z";
    public const string VersionPattern =
        @"\A(?:0|[1-9][0-9]{0,8})\.(?:0|[1-9][0-9]{0,8})\.(?:0|[1-9][0-9]{0,8})(?:-[0-9a-z]+(?:\.[0-9a-z]+)*)?\z";
    public const string Sha256Pattern = @"\A[0-9a-f]{64}\z";

    private const int LongestName = 64;
    private const int LongestNumber = 9;
    private const int HashDigits = 64;

    public static bool IsId(string text) => text.Length <= LongestName && AreWords(text, "._-", IsLowerOrDigit);

    public static bool IsFileName(string text) => text.Length <= LongestName && AreWords(text, "._-", char.IsAsciiLetterOrDigit);

    public static bool IsVersion(string text)
    {
        string[] halves = text.Split('-', 2);
        return halves[0].Split('.') is { Length: 3 } numbers && numbers.All(IsNumber)
            && (halves.Length == 1 || AreWords(halves[1], ".", IsLowerOrDigit));
    }

    public static bool IsSha256(string text) => text.Length == HashDigits && text.All(char.IsAsciiHexDigitLower);

    /// <summary><c>id@version</c>.</summary>
    public static bool IsReference(string text) =>
        text.IndexOf('@', StringComparison.Ordinal) is > 0 and int at && IsId(text[..at]) && IsVersion(text[(at + 1)..]);

    private static bool IsLowerOrDigit(char letter) => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter);

    /// <summary>Returns true for one or more words of these letters, with one separator between them.</summary>
    private static bool AreWords(ReadOnlySpan<char> text, ReadOnlySpan<char> separators, Func<char, bool> isLetter)
    {
        bool isInWord = false;
        foreach (char letter in text)
        {
            if (isLetter(letter)) isInWord = true;
            else if (isInWord && separators.Contains(letter)) isInWord = false;
            else return false;
        }

        return isInWord;
    }

    /// <summary>Returns true for a short number without leading zeros.</summary>
    private static bool IsNumber(string digits) =>
        digits.Length is > 0 and <= LongestNumber && digits.All(char.IsAsciiDigit) && (digits[0] != '0' || digits.Length == 1);
}
