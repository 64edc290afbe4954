using Teleo.Controller.Domain;
using Teleo.Controller.Learning;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Value sets with our controller's demand estimate; the skill that saves the most per load second is loaded first, and each waiting
/// request counts with extra seconds of waiting. Without this credit a new queue has no weight.
/// </summary>
internal sealed class QueueCreditPolicy(string name, Catalog catalog, double creditSeconds, double horizonSeconds)
    : WaitCreditPolicy(name, catalog, halfLifeSeconds: 600, horizonSeconds, switchingPrice: 0)
{
    private readonly Adaptation _adaptation = new(catalog, new());

    private protected override void Learn(in PoolEvent happened, in PoolView pool) => _adaptation.Observe(happened, pool, pool.NowNs);

    private protected override double Value(int skill, in PoolView pool) =>
        _adaptation.DemandPerSecond(skill, pool.NowNs) * pool.Skills[skill].LoadSeconds;

    private protected override double WaitWeight(in SkillState state, long nowNs) =>
        base.WaitWeight(state, nowNs) + creditSeconds * state.Queued;
}
