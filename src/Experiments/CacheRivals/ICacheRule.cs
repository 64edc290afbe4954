namespace Teleo.Experiments.CacheRivals;

/// <summary>
/// A replacement rule over objects named by dense indexes. It keeps its own book of who is resident and is told of
/// every use; who calls it keeps the capacity. Rules are structs, so that a simulation compiles each into its loop,
/// and they allocate only when they are made.
/// </summary>
/// <typeparam name="TSelf">The rule itself.</typeparam>
public interface ICacheRule<TSelf>
    where TSelf : struct, ICacheRule<TSelf>
{
    static abstract TSelf Create(CacheShape shape);

    /// <summary>
    /// A use of <paramref name="id"/>. False says it is not resident; the rule has taken note of the miss all the same.
    /// </summary>
    /// <param name="now">Time in any one unit that never goes back: requests so far, or nanoseconds.</param>
    bool TryUse(int id, long now);

    /// <summary>Takes in an object that is not resident.</summary>
    void Admit(int id, long now);

    /// <summary>
    /// Chooses who leaves to make room for <paramref name="incoming"/>, and forgets it as resident.
    /// Answers -1 only when nobody may leave.
    /// </summary>
    int Evict<TGuard>(int incoming, TGuard guard)
        where TGuard : struct, IEvictionGuard;

    /// <summary>A resident left for a reason outside the rule.</summary>
    void Remove(int id);
}

/// <summary>Protects objects from eviction whatever a rule says: the busy, the pinned and the loading.</summary>
public interface IEvictionGuard
{
    bool MayLeave(int id);
}

/// <summary>No one is protected, as in a plain cache.</summary>
public readonly struct AllMayLeave : IEvictionGuard
{
    public bool MayLeave(int id) => true;
}
