using System.Globalization;

namespace Teleo.Vision.Members;

/// <summary>
/// The memory of this process that is neither a file's nor the collector's: libraries take it from the system, and models of images lie
/// in it.
/// </summary>
internal static class PrivateMemory
{
    /// <summary>0 where the system does not say.</summary>
    public static long Bytes()
    {
        const string Pages = "/proc/self/statm";
        if (!File.Exists(Pages)) return 0;
        string[] counts = File.ReadAllText(Pages).Split(' ');
        long resident = long.Parse(counts[1], CultureInfo.InvariantCulture), shared = long.Parse(counts[2], CultureInfo.InvariantCulture);
        return (resident - shared) * Environment.SystemPageSize - GC.GetTotalMemory(forceFullCollection: false);
    }
}
