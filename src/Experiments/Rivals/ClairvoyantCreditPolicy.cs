using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Wait-credit order with knowledge of every next request: loads the waiting skill that saves the most per load second, in place of those
/// with the farthest next request. Under overload it beats any order of arrival.
/// </summary>
/// <param name="creditSeconds">Seconds of waiting that each waiting request counts for beyond those it has waited.</param>
internal sealed class ClairvoyantCreditPolicy(string name, Catalog catalog, IFuture future, double horizonSeconds, double creditSeconds)
    : WaitCreditPolicy(name, catalog, halfLifeSeconds: 600, horizonSeconds, switchingPrice: 0)
{
    private const double LeastSeconds = 1;

    /// <summary>Load seconds for each second of keeping until the next request.</summary>
    private protected override double Value(int skill, in PoolView pool)
    {
        long next = future.NextArrivalNs(skill, pool.NowNs);
        if (next == long.MaxValue) return 0;
        return pool.Skills[skill].LoadSeconds / Math.Max(LeastSeconds, (next - pool.NowNs) * 1e-9);
    }

    private protected override double WaitWeight(in SkillState state, long nowNs) =>
        base.WaitWeight(state, nowNs) + state.Queued * creditSeconds;
}
