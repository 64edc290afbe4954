using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// Evicts the set of residents with the least total of recent rate times load seconds that frees enough memory: the expected reload seconds
/// per second of absence. The strongest demand policy, and the victim rule of the keep-alive family in a full pool.
/// </summary>
public class ValueSetPolicy(string name, Catalog catalog, double halfLifeSeconds) : DemandPolicy(name, catalog)
{
    private readonly MinimumValueSet _search = new(catalog.Count);

    private protected RateCounters Rates { get; } = new(catalog.Count, halfLifeSeconds);

    private protected override void Learn(in PoolEvent happened, in PoolView pool) => Rates.Learn(happened);

    /// <summary>Returns the value of keeping a resident for one more second.</summary>
    private protected virtual double Value(int skill, in PoolView pool) =>
        Rates.Of(skill, pool.NowNs) * pool.Skills[skill].LoadSeconds;

    /// <summary>The total value of the victims of the last search.</summary>
    private protected double Displaced => _search.Total;

    private protected override bool MakeRoom(in PoolView pool, int target)
    {
        var deficit = Plan.Deficit(target, pool);
        _search.Clear();
        for (int i = 0; i < pool.Skills.Length; i++)
            if (Plan.MayLeave(i, pool)) _search.Offer(i, pool.Skills[i].Footprint, Value(i, pool), pool.Skills[i].LastUseNs);
        if (!_search.TryFind(deficit)) return false;
        foreach (int victim in _search.Victims) Plan.Leave(victim, pool);
        return true;
    }

    /// <summary>Loads a skill without waiting requests, if it is worth more than its victims.</summary>
    private protected bool TryLoadAhead(int skill, double worth, in PoolView pool, List<ControlAction> chosen)
    {
        if (Plan.FreeLoaders <= 0 || Plan.Stays(skill, pool) || !Plan.MayLoad(skill, pool)) return false;
        if (MakeRoom(pool, skill) && Displaced < worth)
        {
            chosen.Add(Plan.Load(skill, pool));
            return true;
        }

        Plan.TakeBack(pool);
        return false;
    }
}
