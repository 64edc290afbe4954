using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Rent or buy: unloads when keeping an idle skill has cost as much as a reload (at most twice the optimum), or after a random part of that
/// time (in expectation e/(e-1) times), or after a part that depends on a predicted gap.
/// </summary>
public sealed class SkiRentalPolicy(string name, PolicyContext context, SkiRentalOptions options)
    : KeepAlivePolicy(name, context.Catalog, options.TickSeconds)
{
    private readonly RandomStream[] _draws =
        [.. Enumerable.Range(0, context.Catalog.Count).Select(i => context.Seeds.Stream(name, context.Replication, (uint)i))];
    private readonly double[] _shares = [.. Enumerable.Repeat(1.0, context.Catalog.Count)];
    private readonly double[] _meanGaps = new double[context.Catalog.Count];
    private readonly long[] _usedAt = new long[context.Catalog.Count];

    private protected override void Learn(in PoolEvent happened, in PoolView pool)
    {
        base.Learn(happened, pool);
        if ((happened.Kind & (PolicyEvents.Arrival | PolicyEvents.Miss)) == 0) return;
        int skill = happened.Skill;
        double gap = (happened.TimeNs - _usedAt[skill]) * 1e-9;
        _meanGaps[skill] = _usedAt[skill] == 0 ? 0 : _meanGaps[skill] + options.GapWeight * (gap - _meanGaps[skill]);
        _usedAt[skill] = happened.TimeNs;

        // The inverse of the distribution with density e^x / (e - 1).
        if (options.IsRandomised) _shares[skill] = Math.Log(1 + _draws[skill].NextDouble() * (Math.E - 1));
    }

    private protected override bool HasExpired(int skill, double idleSeconds, in PoolView pool)
    {
        double threshold = options.BreakEvenSeconds(pool.Skills[skill]) * _shares[skill];
        if (options.Trust < 1)
        {
            bool willBeLong = _meanGaps[skill] > threshold;
            threshold = willBeLong ? threshold * options.Trust : threshold / options.Trust;
        }

        return idleSeconds >= threshold;
    }
}
