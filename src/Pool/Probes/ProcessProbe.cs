namespace Teleo.Pool.Probes;

/// <summary>Reads the use that this process makes of the machine.</summary>
internal static class ProcessProbe
{
    private const string Status = "proc/self/status";
    private const string Stat = "proc/self/stat";
    private const double Kibi = 1024;

    /// <summary>Linux counts a process's time in hundredths of a second wherever .NET runs.</summary>
    private const double TickSeconds = 0.01;

    public static void Read(ProbeSample look)
    {
        // The kernel adds pages to these in batches of up to 64 pages per processor.
        const double Batch = 64 * 4096;
        foreach (var (name, key) in ((string, string)[])[("process.resident", "VmRSS"), ("process.resident.file", "RssFile"),
            ("process.resident.anonymous", "RssAnon"), ("process.mapped", "VmSize")])
            look.Measure(name, "By", Status, Batch, text => ProbeSample.After(text, key) * Kibi);
        look.Measure("process.faults.minor", "{fault}", Stat, 0, text => Field(text, 10));
        look.Measure("process.faults.major", "{fault}", Stat, 0, text => Field(text, 12));
        look.Measure("process.cpu.user", "s", Stat, TickSeconds, text => Field(text, 14) * TickSeconds);
        look.Measure("process.cpu.system", "s", Stat, TickSeconds, text => Field(text, 15) * TickSeconds);
    }

    /// <summary>The n-th field, counted from 1. The second is the program's name in brackets and may hold anything.</summary>
    private static double? Field(string text, int n)
    {
        int nameEnd = text.LastIndexOf(')');
        if (nameEnd < 0) return null;
        string[] rest = text[(nameEnd + 1)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return n - 3 < rest.Length ? ProbeSample.Number(rest[n - 3]) : null;
    }
}
