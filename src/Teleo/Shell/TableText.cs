namespace Teleo.Shell;

/// <summary>Text from outside, made fit to be shown in a table.</summary>
internal static class TableText
{
    /// <summary>Control characters, which could break the line or the terminal, are written as escapes.</summary>
    public static string OnOneLine(string text) => string.Concat(text.Select(c => c switch
    {
        '\n' => "\\n",
        '\t' => "\\t",
        '\r' => "\\r",
        _ when char.IsControl(c) => $"\\x{(int)c:x2}",
        _ => c.ToString(),
    }));
}
