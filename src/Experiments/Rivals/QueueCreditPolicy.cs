using Teleo.Controller.Domain;
using Teleo.Controller.Learning;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Value sets that believe the same demand as our controller and serve first who gains most for each load second, where each request
/// that waits counts as so many seconds of waiting beside those that it has waited.
/// Without that credit a queue that has just formed weighs nothing.
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
