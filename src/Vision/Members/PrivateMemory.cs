using System.Globalization;

namespace Teleo.Vision.Members;

/// <summary>
/// Measures the memory of this process that belongs neither to files nor to the garbage collector: native libraries and vision models use
/// it.
/// </summary>
internal static class PrivateMemory
{
    /// <summary>Returns the bytes; 0 if the system does not say.</summary>
    public static long Bytes()
    {
        const string Pages = "/proc/self/statm";
        if (!File.Exists(Pages)) return 0;
        string[] counts = File.ReadAllText(Pages).Split(' ');
        long resident = long.Parse(counts[1], CultureInfo.InvariantCulture), shared = long.Parse(counts[2], CultureInfo.InvariantCulture);
        return (resident - shared) * Environment.SystemPageSize - GC.GetTotalMemory(forceFullCollection: false);
    }
}
