using System.Runtime.InteropServices;

namespace Teleo.Bench;

/// <summary>
/// Processor time as the system accounts it. On a machine shared with others it says what a thread costs, where wall time
/// says mostly who else is there.
/// </summary>
internal static unsafe partial class ProcessorTime
{
    private const int Self = 0, Children = -1;

    public static double OfThisProcess => Seconds(Self);

    /// <summary>Of all children that have ended.</summary>
    public static double OfChildren => Seconds(Children);

    private static double Seconds(int who)
    {
        // struct rusage begins with user and system time, each in seconds and microseconds; it has 18 words in all.
        long* usage = stackalloc long[18];
        if (getrusage(who, usage) != 0) throw new PlatformNotSupportedException("processor time needs getrusage");
        return usage[0] + usage[2] + ((usage[1] + usage[3]) * 1e-6);
    }

    [LibraryImport("libc")]
    private static partial int getrusage(int who, long* usage);
}
