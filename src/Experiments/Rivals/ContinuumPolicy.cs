using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>Continuum: residents stay while the target fits; one is replaced only if a tenth of the pool is free afterwards.</summary>
/// <remarks>Quirk: a target larger than nine tenths of the pool never replaces anyone. Repaired: what fits, fits.</remarks>
public sealed class ContinuumPolicy(string name, Catalog catalog, bool isRepaired) : RankedPolicy(name, catalog)
{
    private const double HeadroomShare = 0.1;

    private protected override bool IsRoomEnough(in PoolView pool, int target)
    {
        if (!Plan.Fits(target, pool)) return false;
        bool replacesNobody = Plan.Victims.Count == 0;
        double freeAfter = -(double)Plan.Deficit(target, pool).ResidentBytes;
        return replacesNobody || isRepaired || freeAfter >= HeadroomShare * pool.Capacity.ResidentBytes;
    }
}
