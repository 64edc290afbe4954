using Teleo.Controller.Domain;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.ProductRivals;

/// <summary>ModelMesh: evicts the least recently used, but a full pool whose oldest model was used too recently refuses.</summary>
/// <remarks>
/// Quirk: while all models are in use, a refused load waits without end. Repaired: the refusal ends once the oldest request has waited as
/// long as the exchange takes, in both directions.
/// </remarks>
public sealed class ModelMeshPolicy(string name, Catalog catalog, double loadTimeoutSeconds, bool isRepaired) : RankedPolicy(name, catalog)
{
    private double ProtectedSeconds => 10 * Math.Max(3, loadTimeoutSeconds / 3);

    /// <summary>A refusal ends with time alone.</summary>
    public override PolicyEvents DecidesOn => base.DecidesOn | PolicyEvents.Tick;

    private protected override int NextVictim(in PoolView pool, int target)
    {
        int victim = base.NextVictim(pool, target);
        if (victim < 0) return victim;
        bool wouldChurn = ResidentIdle.Seconds(pool.Skills[victim], pool.NowNs) < ProtectedSeconds;
        double exchangeSeconds = pool.Skills[target].LoadSeconds + pool.Skills[victim].LoadSeconds;
        bool mustYield = isRepaired && (pool.NowNs - pool.Skills[target].OldestArrivalNs) * 1e-9 > exchangeSeconds;
        return wouldChurn && !mustYield ? -1 : victim;
    }
}
