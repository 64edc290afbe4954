using Teleo.Controller.Domain;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.ProductRivals;

/// <summary>
/// Quartermaster: evicts the least recently used; a model used within ten seconds only if a request has waited for a minute.
/// </summary>
public sealed class QuartermasterPolicy(string name, Catalog catalog) : RankedPolicy(name, catalog)
{
    private const long FreshNs = 10_000_000_000;
    private const long PatienceNs = 60_000_000_000;

    /// <summary>A refusal ends with time alone.</summary>
    public override PolicyEvents DecidesOn => base.DecidesOn | PolicyEvents.Tick;

    private protected override int NextVictim(in PoolView pool, int target)
    {
        int victim = base.NextVictim(pool, target);
        if (victim < 0) return victim;
        bool isFresh = pool.NowNs - pool.Skills[victim].LastUseNs < FreshNs;
        bool isPatient = pool.NowNs - pool.Skills[target].OldestArrivalNs <= PatienceNs;
        return isFresh && isPatient ? -1 : victim;
    }
}
