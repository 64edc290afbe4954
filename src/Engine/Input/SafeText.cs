namespace Teleo.Engine.Input;

/// <summary>Foreign text as it may safely be printed: short, and with anything but plain ASCII spelled out.</summary>
internal static class SafeText
{
    public static string Name(string text, int longest = 80) =>
        string.Concat(text.Take(longest).Select(c => c is >= ' ' and <= '~' ? c.ToString() : $"\\u{(int)c:x4}"));
}
