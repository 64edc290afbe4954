using System.Text.RegularExpressions;

namespace Teleo.Native.Tests;

/// <summary>The examples in the documents, which tests run as they stand.</summary>
internal static class Documents
{
    /// <summary>The first block of a language in a document.</summary>
    public static string Block(string document, string language)
    {
        string text = File.ReadAllText(Repository.PathOf("docs", "reference", document));
        var match = Regex.Match(text, $@"^```{language}\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.True(match.Success, $"{document} has no block of {language}");
        return match.Groups[1].Value;
    }
}
