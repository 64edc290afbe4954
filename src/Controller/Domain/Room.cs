namespace Teleo.Controller.Domain;

/// <summary>
/// Tests whether something fits. The one predicate of generator, eligibility and guard, for loads and unloads alike, so that none promises
/// what another refuses.
/// </summary>
public static class Room
{
    /// <summary>
    /// Returns true if a skill fits after <paramref name="freed"/> is freed. A skill may use memory reserved for it; an owed load may use
    /// all reserved memory.
    /// </summary>
    public static bool For(int skill, in ResourceVector freed, in PoolView pool) =>
        Fits(Need(skill, pool), freed, ReservedAgainst(skill, pool), pool);

    /// <summary>Returns true if two skills fit together after <paramref name="freed"/> is freed.</summary>
    public static bool ForBoth(int first, int second, in ResourceVector freed, in PoolView pool) =>
        ResourceVector.TryAdd(Need(first, pool), Need(second, pool), out var both)
        && Fits(both, freed, OthersReserve(pool, pool.Skills[first].ReservedBytes + pool.Skills[second].ReservedBytes), pool);

    /// <summary>Returns true if an amount can be reserved in addition to all used and reserved memory.</summary>
    public static bool ForAmount(in ResourceVector amount, in PoolView pool) => Fits(amount, default, pool.Reserved, pool);

    /// <summary>Returns the footprint that becoming active adds: all of it, or only the scratch where the weights are already in.</summary>
    public static ResourceVector Need(int skill, in PoolView pool)
    {
        ref readonly var state = ref pool.Skills[skill];
        if (!state.IsResident) return state.Footprint;
        return state.Lifecycle == Lifecycle.Suspended ? new ResourceVector { ScratchBytes = state.Footprint.ScratchBytes } : default;
    }

    /// <summary>Returns the memory that an unload frees: the footprint, without scratch memory that is already freed.</summary>
    public static ResourceVector FreedBy(in SkillState state) =>
        state.Lifecycle == Lifecycle.Suspended ? state.Footprint with { ScratchBytes = 0 } : state.Footprint;

    /// <summary>
    /// Computes the memory that must be freed before a skill fits, per lane of the budget, negative where nothing must be freed; false if
    /// the sums overflow.
    /// </summary>
    public static bool TryDeficit(int skill, in PoolView pool, out ResourceVector deficit)
    {
        deficit = default;
        var need = Need(skill, pool);
        var reserved = ReservedAgainst(skill, pool);
        bool isCounted = TryAdd(pool.Used.ResidentBytes, reserved.ResidentBytes, need.ResidentBytes, out long resident)
            & TryAdd(pool.Used.ScratchBytes, reserved.ScratchBytes, need.ScratchBytes, out long scratch)
            & TryAdd(pool.Used.HostBytes, reserved.HostBytes, need.HostBytes, out long host);
        if (!isCounted) return false;
        deficit = new()
        {
            ResidentBytes = checked(resident - pool.Capacity.ResidentBytes),
            ScratchBytes = checked(scratch - pool.Capacity.ScratchBytes),
            HostBytes = checked(host - pool.Capacity.HostBytes),
            CpuShare = pool.Used.CpuShare + reserved.CpuShare + need.CpuShare - pool.Capacity.CpuShare,
        };
        return true;
    }

    /// <summary>
    /// Returns true if a load is owed because a request waits for it. A reservation is a bet, so owed loads may use all reserved memory.
    /// Two loads of one action are never owed: no request waits for a split.
    /// </summary>
    public static bool IsOwed(in SkillState coming) => coming.Queued > 0;

    private static ResourceVector ReservedAgainst(int skill, in PoolView pool) =>
        IsOwed(pool.Skills[skill]) ? default : OthersReserve(pool, pool.Skills[skill].ReservedBytes);

    private static ResourceVector OthersReserve(in PoolView pool, long own) =>
        pool.Reserved with { ResidentBytes = Math.Max(0, pool.Reserved.ResidentBytes - own) };

    /// <summary>Returns true if the need fits. Amounts that overflow do not fit, and no action frees more than is in use.</summary>
    private static bool Fits(in ResourceVector need, in ResourceVector freed, in ResourceVector reserved, in PoolView pool) =>
        LaneFits(need.ResidentBytes, freed.ResidentBytes, reserved.ResidentBytes, pool.Used.ResidentBytes, pool.Capacity.ResidentBytes)
        && LaneFits(need.ScratchBytes, freed.ScratchBytes, reserved.ScratchBytes, pool.Used.ScratchBytes, pool.Capacity.ScratchBytes)
        && LaneFits(need.HostBytes, freed.HostBytes, reserved.HostBytes, pool.Used.HostBytes, pool.Capacity.HostBytes)
        && pool.Used.CpuShare + reserved.CpuShare + need.CpuShare <= pool.Capacity.CpuShare + freed.CpuShare;

    private static bool LaneFits(long need, long freed, long reserved, long used, long capacity) =>
        freed <= used && TryAdd(used, reserved, need, out long wanted) && TryAdd(capacity, freed, 0, out long open) && wanted <= open;

    /// <summary>Adds from left to right; false on overflow.</summary>
    private static bool TryAdd(long a, long b, long c, out long sum)
    {
        long first = a + b;
        sum = first + c;
        return ((a ^ first) & (b ^ first)) >= 0 && ((first ^ sum) & (c ^ sum)) >= 0;
    }
}
