using Teleo.Pool.Loop;

namespace Teleo.Pool.Live;

/// <summary>
/// The clock of a live plant, from 0. It follows the real clock; if requested, it skips times without work, so that hours of arrivals take
/// only the time of their work.
/// </summary>
internal sealed class LiveClock(TimeProvider time, bool skipsIdle) : IPoolClock
{
    private readonly long _start = time.GetTimestamp();
    private long _skippedNs;

    public bool SkipsIdle => skipsIdle;

    /// <summary>The real clock, for measurements of durations.</summary>
    public TimeProvider Time => time;

    public long NowNs => RealNs + Volatile.Read(ref _skippedNs);

    public long RealNs => (long)((Int128)(time.GetTimestamp() - _start) * 1_000_000_000 / time.TimestampFrequency);

    public bool HasCome(long dueNs, out long nowNs)
    {
        nowNs = NowNs;
        return dueNs <= nowNs;
    }

    public void SkipTo(long nowNs) => Volatile.Write(ref _skippedNs, Math.Max(_skippedNs, nowNs - RealNs));

    /// <summary>Completes when that time is reached.</summary>
    public Task UntilAsync(long timeNs, CancellationToken cancellation)
    {
        long left = timeNs - NowNs;
        if (timeNs == long.MaxValue) return Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation);
        return left <= 0
            ? Task.CompletedTask
            : Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(left * 1e-6), 1, 1e6)), time, cancellation);
    }
}
