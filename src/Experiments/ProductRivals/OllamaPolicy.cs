using Teleo.Controller.Domain;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.ProductRivals;

/// <summary>
/// Ollama's scheduler: evicts idle runners in the order of keep-alive and then name, one at a time, until the predicted size of the target
/// is within 80 % of the free memory.
/// </summary>
/// <remarks>
/// Quirks: all models usually have the same keep-alive, so that the name decides and never recency; and a target that would fit is refused
/// the last fifth of the free memory while another model is loaded. Repaired: evicts the least recently used, and uses all memory.
/// </remarks>
/// <param name="keepAliveSeconds">
/// The keep-alive of each skill in seconds; infinite for one that stays while others can be unloaded.
/// </param>
/// <param name="most">Runners that may be loaded at once; 0 counts none.</param>
public sealed class OllamaPolicy(string name, Catalog catalog, IReadOnlyList<double> keepAliveSeconds, bool isRepaired, int most = 0)
    : OneByOnePolicy(name, catalog)
{
    /// <summary>The share of free memory that a load may take while another model stays.</summary>
    internal const double UsableShare = 0.8;

    public override PolicyEvents DecidesOn => base.DecidesOn | PolicyEvents.Tick;

    private protected override bool HasExpired(int skill, double idleSeconds, in PoolView pool) => idleSeconds > keepAliveSeconds[skill];

    private protected override bool IsRoomEnough(in PoolView pool, int target)
    {
        if (!Plan.Fits(target, pool) || (most > 0 && Plan.Residents(pool) >= most)) return false;
        if (isRepaired || !AnyOtherStays(pool, target)) return true;
        double need = pool.Skills[target].Footprint.ResidentBytes;
        double freeAfter = -(double)Plan.Deficit(target, pool).ResidentBytes;
        return need <= UsableShare * (freeAfter + need);
    }

    private protected override int NextVictim(in PoolView pool, int target)
    {
        int first = -1;
        for (int i = 0; i < pool.Skills.Length; i++)
            if (Plan.MayLeave(i, pool) && (first < 0 || LeavesBefore(i, first, pool))) first = i;
        return first;
    }

    private bool LeavesBefore(int a, int b, in PoolView pool)
    {
        if (keepAliveSeconds[a] != keepAliveSeconds[b]) return keepAliveSeconds[a] < keepAliveSeconds[b];
        return isRepaired
            ? pool.Skills[a].LastUseNs < pool.Skills[b].LastUseNs
            : pool.Catalog.Skills[a].Id.CompareTo(pool.Catalog.Skills[b].Id) < 0;
    }

    private bool AnyOtherStays(in PoolView pool, int target)
    {
        for (int i = 0; i < pool.Skills.Length; i++)
            if (i != target && Plan.Stays(i, pool)) return true;
        return false;
    }
}
