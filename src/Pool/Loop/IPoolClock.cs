namespace Teleo.Pool.Loop;

/// <summary>The time of a pool, in nanoseconds from its start.</summary>
internal interface IPoolClock
{
    /// <summary>
    /// Returns true if the time <paramref name="dueNs"/> is reached; <paramref name="nowNs"/> is then the time of the pool's clock.
    /// </summary>
    bool HasCome(long dueNs, out long nowNs);
}
