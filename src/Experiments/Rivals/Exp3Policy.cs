using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// A bandit over policies: each epoch one of them decides, drawn by weights that its cost moves (Auer et al., 2002).
/// All of them learn all the time.
/// </summary>
/// <remarks>The cost of an epoch is waiting plus priced load seconds, scaled by the largest seen so far.</remarks>
internal sealed class Exp3Policy(
    string name, DemandPolicy[] arms, RandomStream draws, double epochSeconds, double exploration, double loadPrice) : IPolicy
{
    private readonly double[] _logWeights = new double[arms.Length];
    private double _cost;
    private double _largestCost;
    private long _epochEndsNs = (long)(epochSeconds * 1e9);
    private int _active = draws.NextInt(arms.Length);

    public string Name => name;

    public PolicyEvents DecidesOn { get; } = arms.Aggregate(PolicyEvents.None, (events, arm) => events | arm.DecidesOn);

    public double TickSeconds => 1;

    public void Observe(in PoolEvent happened, in PoolView pool)
    {
        foreach (var arm in arms) arm.Observe(happened, pool);
        if (happened.Kind == PolicyEvents.Completion) _cost += happened.Waited;
        if (happened.Kind == PolicyEvents.Loaded) _cost += loadPrice * happened.Seconds;
        if (pool.NowNs < _epochEndsNs) return;
        EndEpoch();
        _epochEndsNs = pool.NowNs + (long)(epochSeconds * 1e9);
    }

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        if ((arms[_active].DecidesOn & trigger.Kind) != 0) arms[_active].Decide(pool, trigger, chosen);
    }

    private void EndEpoch()
    {
        _largestCost = Math.Max(_largestCost, _cost);
        double reward = _largestCost > 0 ? 1 - _cost / _largestCost : 1;
        _logWeights[_active] += exploration * reward / (Probability(_active) * arms.Length);
        _cost = 0;

        double draw = draws.NextDouble();
        for (_active = 0; _active < arms.Length - 1 && draw >= Probability(_active); _active++) draw -= Probability(_active);
    }

    private double Probability(int arm)
    {
        double sum = _logWeights.Sum(other => Math.Exp(other - _logWeights[arm]));
        return (1 - exploration) / sum + exploration / arms.Length;
    }
}
