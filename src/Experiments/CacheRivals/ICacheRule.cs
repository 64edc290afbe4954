namespace Teleo.Experiments.CacheRivals;

/// <summary>
/// A replacement rule over objects with dense indexes. It tracks residents and gets every use; the caller tracks the capacity. Rules are
/// structs, so that a simulation compiles each into its loop, and they allocate only at construction.
/// </summary>
/// <typeparam name="TSelf">The rule itself.</typeparam>
public interface ICacheRule<TSelf>
    where TSelf : struct, ICacheRule<TSelf>
{
    static abstract TSelf Create(CacheShape shape);

    /// <summary>Records a use of <paramref name="id"/>. False if it is not resident; the rule has recorded the miss.</summary>
    /// <param name="now">Time in any one unit that never goes back: requests so far, or nanoseconds.</param>
    bool TryUse(int id, long now);

    /// <summary>Takes in an object that is not resident.</summary>
    void Admit(int id, long now);

    /// <summary>Evicts a victim for <paramref name="incoming"/>. Returns -1 only if all are protected.</summary>
    int Evict<TGuard>(int incoming, TGuard guard)
        where TGuard : struct, IEvictionGuard;

    /// <summary>A resident left for a reason outside the rule.</summary>
    void Remove(int id);
}

/// <summary>Protects objects from eviction under any rule: busy, pinned and loading ones.</summary>
public interface IEvictionGuard
{
    bool MayLeave(int id);
}

/// <summary>Protects no object, as in a plain cache.</summary>
public readonly struct AllMayLeave : IEvictionGuard
{
    public bool MayLeave(int id) => true;
}
