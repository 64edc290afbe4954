using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Experiments.Rivals;

namespace Teleo.Experiments.ProductRivals;

/// <summary>
/// Logos: a planner every ten seconds. Demand fades by 0.7 a round and queued requests count half; the most demanded
/// is loaded if it fits and is wanted enough, or if it is wanted twice as much as any it would push out.
/// </summary>
/// <remarks>
/// Quirks: a target is compared with the most demanded of its victims, not with all of them together; and a lone
/// queued request before an incumbent just above the floor waits for ever. Repaired: the sum of what is displaced
/// counts, and so does the waiting already done.
/// </remarks>
public sealed class LogosPolicy(string name, Catalog catalog, bool isRepaired) : IPolicy
{
    private const double Fading = 0.7;
    private const double QueueWeight = 0.5;
    private const double TenureSeconds = 5;
    private const double Floor = 0.5;

    private readonly RoomPlan _plan = new(catalog.Count);
    private readonly double[] _demand = new double[catalog.Count];
    private readonly double[] _effective = new double[catalog.Count];
    private readonly int[] _byDemand = new int[catalog.Count];

    public string Name => name;

    public PolicyEvents DecidesOn => PolicyEvents.Tick;

    public double TickSeconds => 10;

    public void Observe(in PoolEvent happened, in PoolView pool)
    {
        if ((happened.Kind & (PolicyEvents.Arrival | PolicyEvents.Miss)) != 0) _demand[happened.Skill]++;
    }

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        _plan.Begin(pool);
        for (int i = 0; i < _demand.Length; i++)
        {
            _demand[i] *= Fading;
            _effective[i] = _demand[i] + QueueWeight * pool.Skills[i].Queued + WaitCredit(pool.Skills[i], pool.NowNs);
            _byDemand[i] = i;
        }

        Array.Sort(_byDemand, (a, b) => _effective[b] != _effective[a] ? _effective[b].CompareTo(_effective[a]) : a.CompareTo(b));
        foreach (int target in _byDemand)
        {
            if (_effective[target] <= 0 || _plan.FreeLoaders <= 0) return;
            if (pool.Skills[target].CanServe || !_plan.MayLoad(target, pool)) continue;
            if (DisplaceFor(target, pool)) chosen.Add(_plan.Load(target, pool));
            else _plan.TakeBack(pool);
        }
    }

    private bool DisplaceFor(int target, in PoolView pool)
    {
        double displacedMost = 0, displacedSum = 0;
        for (int rank = _byDemand.Length - 1; rank >= 0 && !_plan.Fits(target, pool); rank--)
        {
            int victim = _byDemand[rank];
            double tenure = (pool.NowNs - pool.Skills[victim].LoadedAtNs) * 1e-9;
            if (!_plan.MayLeave(victim, pool) || pool.Skills[victim].Queued > 0 || tenure <= TenureSeconds) continue;
            _plan.Leave(victim, pool);
            displacedMost = Math.Max(displacedMost, _effective[victim]);
            displacedSum += _effective[victim];
        }

        return _plan.Fits(target, pool) && IsWorth(pool.Skills[target], _effective[target], isRepaired ? displacedSum : displacedMost);
    }

    /// <summary>Returns true if demand for a skill is large enough for its victims.</summary>
    private bool IsWorth(in SkillState target, double wanted, double displaced)
    {
        bool isAwake = target.Lifecycle is Lifecycle.Suspended or Lifecycle.Resident;
        if (_plan.Victims.Count == 0) return wanted >= (isAwake ? 0.5 : 1.0) || (isRepaired && target.Queued > 0);
        bool isUrgent = target.Queued > 0 && displaced < Floor && wanted >= Floor;
        return isUrgent || wanted > (isAwake ? 1.5 : 2.0) * displaced;
    }

    /// <summary>
    /// Returns the credit for waiting (repaired rule): each round of waiting adds the value of a request, so that the score of a waiting
    /// model grows without bound.
    /// </summary>
    private double WaitCredit(in SkillState state, long nowNs)
    {
        if (!isRepaired || state.Queued == 0) return 0;
        return (double)(state.Queued * (Int128)nowNs - state.QueuedArrivalSumNs) * 1e-9 / TickSeconds;
    }
}
