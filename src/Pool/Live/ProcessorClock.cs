using System.Runtime.InteropServices;

namespace Teleo.Pool.Live;

/// <summary>
/// A clock of the processor time of this process. On a shared machine, elapsed time is mostly waiting for a processor; this clock stops
/// meanwhile. Dates and timers are those of the real clock. It does not count time without work, such as disk time.
/// </summary>
internal sealed partial class ProcessorClock(TimeProvider real) : TimeProvider
{
    private const int ProcessTime = 2;   // CLOCK_PROCESS_CPUTIME_ID

    public override long TimestampFrequency => 1_000_000_000;

    public override long GetTimestamp() =>
        OperatingSystem.IsLinux() && Read(ProcessTime, out var time) == 0
            ? time.Seconds * 1_000_000_000 + time.Nanoseconds
            : (long)(Environment.CpuUsage.TotalTime.TotalSeconds * 1e9);

    public override DateTimeOffset GetUtcNow() => real.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        real.CreateTimer(callback, state, dueTime, period);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out Time time);

    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
