namespace Teleo.Pool.Probes;

/// <summary>Reads the limits of this process's control group (version 2), its use, and how often a limit was reached.</summary>
internal static class ControlGroupProbe
{
    public const string Membership = "proc/self/cgroup";
    public const string Mount = "sys/fs/cgroup";

    public static void Read(ProbeSample look)
    {
        string folder = FolderOf(look.Files.Read(Membership, out _));
        foreach (var (name, file) in ((string, string)[])[("cgroup.memory.limit", "memory.max"),
            ("cgroup.memory.high", "memory.high"), ("cgroup.memory.used", "memory.current")])
            look.Measure(name, "By", $"{folder}/{file}", 0, text => ProbeSample.Number(text));
        foreach (string what in (string[])["high", "max", "oom", "oom_kill"])
            look.Measure($"cgroup.memory.events.{what}", "{event}", $"{folder}/memory.events", 0,
                text => ProbeSample.After(text, what + " "));
        look.Measure("cgroup.cpu.limit", "{cpu}", $"{folder}/cpu.max", 0, Processors);
        look.Measure("cgroup.cpu.throttled", "s", $"{folder}/cpu.stat", 1e-6, text => ProbeSample.After(text, "throttled_usec ") * 1e-6);
    }

    /// <summary>
    /// Returns the folder of the group: the line of version 2 starts with <c>0::</c>; without it, the files of the root are absent as well.
    /// </summary>
    public static string FolderOf(string? membership)
    {
        string? line = membership?.Split('\n').FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal));
        string inside = line?[3..].Trim('/', ' ') ?? "";
        return inside.Length == 0 || inside.Contains("..", StringComparison.Ordinal) ? Mount : $"{Mount}/{inside}";
    }

    /// <summary>Microseconds allowed and the period they are allowed in, as in <c>150000 100000</c>.</summary>
    private static double? Processors(string text) =>
        text.Split(' ') is [var quota, var period] ? ProbeSample.Number(quota) / ProbeSample.Number(period) : null;
}
