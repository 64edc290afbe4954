namespace Teleo.Pool.Loop;

/// <summary>The time of a pool, in nanoseconds from its start.</summary>
internal interface IPoolClock
{
    /// <summary>
    /// Returns true where the time <paramref name="dueNs"/> has come; <paramref name="nowNs"/> is then the time on the pool's clock.
    /// </summary>
    bool HasCome(long dueNs, out long nowNs);
}
