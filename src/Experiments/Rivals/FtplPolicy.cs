using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Follow the perturbed leader over sets: each epoch keeps the set that would have saved the most reload seconds so far, perturbed by noise
/// that is drawn once and grows with the square root of the epochs, and charged for new loads.
/// </summary>
/// <remarks>
/// After Kalai and Vempala, 2005, and Bhattacharjee, Banerjee and Sinha, 2020, for caches. Between epochs misses are
/// served by evicting the set that leads least.
/// </remarks>
public sealed class FtplPolicy(string name, PolicyContext context, double epochSeconds, double noiseScale)
    : ValueSetPolicy(name, context.Catalog, halfLifeSeconds: 600)
{
    private readonly MinimumValueSet _leavingOut = new(context.Catalog.Count);
    private readonly double[] _saved = new double[context.Catalog.Count];
    private readonly double[] _noise = Noise(context.Catalog.Count, context.Seeds.Stream(name, context.Replication));
    private readonly bool[] _inSet = new bool[context.Catalog.Count];
    private long _epochs = 1;

    public override PolicyEvents DecidesOn => base.DecidesOn | PolicyEvents.Tick;

    public override double TickSeconds => epochSeconds;

    private protected override void Learn(in PoolEvent happened, in PoolView pool)
    {
        if ((happened.Kind & (PolicyEvents.Arrival | PolicyEvents.Miss)) != 0)
            _saved[happened.Skill] += pool.Skills[happened.Skill].LoadSeconds;
    }

    private protected override double Value(int skill, in PoolView pool) =>
        Math.Max(0, _saved[skill] + noiseScale * Math.Sqrt(_epochs) * _noise[skill] * pool.Skills[skill].LoadSeconds);

    private protected override void Tend(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        if (trigger.Kind != PolicyEvents.Tick) return;
        _epochs++;
        ChooseSet(pool);
        for (int i = 0; i < _inSet.Length; i++)
            if (_inSet[i]) TryLoadAhead(i, Value(i, pool), pool, chosen);
    }

    private static double[] Noise(int skills, RandomStream draws)
    {
        var noise = new double[skills];
        foreach (ref double drawn in noise.AsSpan()) drawn = draws.NextNormal();
        return noise;
    }

    /// <summary>The leading set is everything less the cheapest that must be left out.</summary>
    private void ChooseSet(in PoolView pool)
    {
        _leavingOut.Clear();
        var deficit = pool.Reserved - pool.Capacity;
        for (int i = 0; i < _inSet.Length; i++)
        {
            _inSet[i] = Plan.Stays(i, pool) || Plan.MayLoad(i, pool);
            if (!_inSet[i]) continue;
            deficit += pool.Skills[i].Footprint;
            double switching = Plan.Stays(i, pool) ? 0 : pool.Skills[i].LoadSeconds;
            bool mustStay = Plan.Stays(i, pool) && !Plan.MayLeave(i, pool);
            if (!mustStay) _leavingOut.Offer(i, pool.Skills[i].Footprint, Value(i, pool) - switching, pool.Skills[i].LastUseNs);
        }

        if (!_leavingOut.TryFind(deficit)) Array.Clear(_inSet);
        foreach (int skill in _leavingOut.Victims) _inSet[skill] = false;
    }
}
