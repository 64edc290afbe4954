namespace Teleo.Pool.Loop;

/// <summary>The time of a simulated pool: it is the time of whatever happens next, up to a bound.</summary>
internal sealed class VirtualClock : IPoolClock
{
    /// <summary>The time after which nothing happens. The last nanosecond stands for never.</summary>
    public long UntilNs { get; set => field = Math.Min(value, long.MaxValue - 1); }

    public bool HasCome(long dueNs, out long nowNs)
    {
        nowNs = dueNs;
        return dueNs <= UntilNs;
    }
}
