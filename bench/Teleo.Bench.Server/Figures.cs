namespace Teleo.Bench.Server;

/// <summary>Figures as rows of one table, with the machine's load at the end of each measurement.</summary>
internal static class Figures
{
    public static void Head()
    {
        Console.WriteLine($"{Processor()}, {Environment.ProcessorCount} processors, .NET {Environment.Version}, load {Load()}");
        Console.WriteLine();
        Console.WriteLine("| figure | measured | wanted | load |");
        Console.WriteLine("|---|---|---:|---:|");
    }

    public static void Row(string figure, string measured, string wanted) => Console.WriteLine($"| {figure} | {measured} | {wanted} | {Load()} |");

    public static double At(this IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[(int)(share * (sorted.Length - 1))];
    }

    public static double Median(this IEnumerable<double> values) => values.At(0.5);

    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private static string Processor()
    {
        string Of(string name) => File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(": ")[1];
        return $"{Of("model name")} family {Of("cpu family")} model {Of("model\t")}";
    }
}
