using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Keeps the N most recently used, whatever their size: llama.cpp's router, which spares the busy, and Ray Serve's
/// multiplexing, which does not.
/// </summary>
/// <remarks>
/// Quirks: only the number of models counts and not their memory; and Ray Serve asks for the unload of a busy one, which the guard of this
/// pool vetoes and counts. Repaired: as many as fit, and only idle ones are unloaded.
/// </remarks>
public sealed class MostRecentPolicy(string name, Catalog catalog, int most, bool sparesBusy) : RankedPolicy(name, catalog)
{
    private protected override bool IsRoomEnough(in PoolView pool, int target) =>
        Plan.Fits(target, pool) && Plan.Residents(pool) < most;

    private protected override bool MakeRoom(in PoolView pool, int target)
    {
        if (base.MakeRoom(pool, target)) return true;
        if (sparesBusy || Plan.Residents(pool) < most) return false;
        int oldest = OldestBusy(pool);
        if (oldest >= 0) Plan.Leave(oldest, pool);
        return oldest >= 0;
    }

    private int OldestBusy(in PoolView pool)
    {
        int oldest = -1;
        for (int i = 0; i < pool.Skills.Length; i++)
        {
            bool isBusy = Plan.Stays(i, pool) && pool.Skills[i].Running > 0 && !pool.Skills[i].Pinned;
            if (isBusy && (oldest < 0 || pool.Skills[i].LastUseNs < pool.Skills[oldest].LastUseNs)) oldest = i;
        }

        return oldest;
    }
}
