namespace Teleo.Pool.Probes;

/// <summary>Describes the machine that a measurement is made on.</summary>
internal static class Machine
{
    public static string Processor
    {
        get
        {
            string? line = new ProbeFiles("/").Read("proc/cpuinfo", out _)
                ?.Split('\n').FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
            return line?[(line.IndexOf(':') + 1)..].Trim()
                ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
        }
    }

    /// <summary>
    /// Returns the number of tasks that ran or waited for a processor in the last minute; not a number if the system does not say.
    /// </summary>
    public static double Load(TimeProvider clock) =>
        new MachineProbes("/", "/", clock).Read().First(reading => reading.Name == "load.1m").Value;
}
