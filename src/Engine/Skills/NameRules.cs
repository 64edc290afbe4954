using System.Text.RegularExpressions;

namespace Teleo.Engine.Skills;

/// <summary>
/// Checks names. Lower-case ASCII only: no two names look alike, none is a path, and none means something to a shell or a file system.
/// </summary>
internal static partial class NameRules
{
    public const string IdPattern = @"\A[a-z0-9]+(?:[._-][a-z0-9]+)*\z";
    public const string FileNamePattern = @"\A[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*\z";
    public const string VersionPattern =
        @"\A(?:0|[1-9][0-9]{0,8})\.(?:0|[1-9][0-9]{0,8})\.(?:0|[1-9][0-9]{0,8})(?:-[0-9a-z]+(?:\.[0-9a-z]+)*)?\z";
    public const string Sha256Pattern = @"\A[0-9a-f]{64}\z";

    private const int LongestName = 64;

    public static bool IsId(string text) => text.Length <= LongestName && Id().IsMatch(text);

    public static bool IsFileName(string text) => text.Length <= LongestName && FileName().IsMatch(text);

    public static bool IsVersion(string text) => Version().IsMatch(text);

    public static bool IsSha256(string text) => Sha256().IsMatch(text);

    /// <summary><c>id@version</c>.</summary>
    public static bool IsReference(string text) =>
        text.IndexOf('@', StringComparison.Ordinal) is > 0 and int at && IsId(text[..at]) && IsVersion(text[(at + 1)..]);

    [GeneratedRegex(IdPattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex(FileNamePattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex FileName();

    [GeneratedRegex(VersionPattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Version();

    [GeneratedRegex(Sha256Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Sha256();
}
