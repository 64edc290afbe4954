namespace Teleo.Pool.Probes;

/// <summary>Reads the part of each model's file that this process has mapped, and the part of that in memory.</summary>
internal static class RuntimeProbe
{
    private const string Maps = "proc/self/smaps";

    /// <param name="models">A name for people and the full path of each model's file.</param>
    public static void Read(ProbeSample look, IEnumerable<(string Name, string Path)> models)
    {
        foreach (var (name, path) in models)
        {
            look.Measure($"runtime.mapped {name}", "By", Maps, 0, text => Sum(text, path, "Size:"));
            look.Measure($"runtime.resident {name}", "By", Maps, 0, text => Sum(text, path, "Rss:"));
        }
    }

    /// <summary>A file that is mapped nowhere is no figure: its bytes may have been copied.</summary>
    private static double? Sum(string text, string path, string key)
    {
        double sum = 0;
        bool isMapped = false, isOurs = false;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (IsHead(line)) isMapped |= isOurs = line.EndsWith(path, StringComparison.Ordinal);
            else if (isOurs && line.StartsWith(key, StringComparison.Ordinal))
                sum += ProbeSample.After(line.ToString(), key) * 1024 ?? double.NaN;
        }

        return isMapped && !double.IsNaN(sum) ? sum : null;
    }

    /// <summary>
    /// Returns true for the first line of a mapping: it starts with an address in lower-case hexadecimal digits, every other line with a
    /// word.
    /// </summary>
    private static bool IsHead(ReadOnlySpan<char> line) => line.Length > 0 && (char.IsAsciiDigit(line[0]) || line[0] is >= 'a' and <= 'f');
}
