using System.Runtime.InteropServices;

namespace Teleo.Pool.Live;

/// <summary>
/// A clock that counts the processor time of this process. On a machine that others use as well, waiting for a processor is most of what a
/// real clock shows; this one stands still meanwhile. Dates and timers are those of the real one. Time that passes without work, a disk's
/// for one, it does not see.
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
