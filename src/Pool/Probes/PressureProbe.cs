namespace Teleo.Pool.Probes;

/// <summary>
/// Reads the share of time that work stood still for want of memory or processors (PSI), and the length of the queue for processors.
/// </summary>
internal static class PressureProbe
{
    public static void Read(ProbeSample look)
    {
        foreach (string resource in (string[])["memory", "cpu"])
        {
            foreach (string who in (string[])["some", "full"])
            {
                string path = $"proc/pressure/{resource}";
                look.Measure($"pressure.{resource}.{who}", "1", path, 1e-4, text => Find(text, who, "avg10=") / 100);
                look.Measure($"pressure.{resource}.{who}.total", "s", path, 1e-6, text => Find(text, who, "total=") * 1e-6);
            }
        }

        foreach (var (word, span) in ((string[])["1m", "5m", "15m"]).Index())
            look.Measure($"load.{span}", "{task}", "proc/loadavg", 0.01,
                text => text.Split(' ') is { Length: >= 5 } words ? ProbeSample.Number(words[word]) : null);
    }

    private static double? Find(string text, string who, string key)
    {
        string? line = text.Split('\n').FirstOrDefault(line => line.StartsWith(who + " ", StringComparison.Ordinal));
        string? word = line?.Split(' ').FirstOrDefault(word => word.StartsWith(key, StringComparison.Ordinal));
        return word is null ? null : ProbeSample.Number(word.AsSpan(key.Length));
    }
}
