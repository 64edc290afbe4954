using Teleo.Controller.Domain;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.ProductRivals;

/// <summary>Lemonade: evicts the model with the most idle seconds per load second, and every model idle for five minutes.</summary>
/// <remarks>Quirk: the hard idle limit unloads although no load needs the memory. Repaired: it does not.</remarks>
public sealed class LemonadePolicy(string name, Catalog catalog, bool isRepaired) : RankedPolicy(name, catalog)
{
    private const double HardIdleSeconds = 300;

    public override PolicyEvents DecidesOn => isRepaired ? base.DecidesOn : base.DecidesOn | PolicyEvents.Tick;

    private protected override double Rank(int skill, in PoolView pool) =>
        -(pool.NowNs - pool.Skills[skill].LastUseNs) / Math.Max(1e-9, pool.Skills[skill].LoadSeconds);

    private protected override bool HasExpired(int skill, double idleSeconds, in PoolView pool) => idleSeconds > HardIdleSeconds;
}
