using Teleo.Controller.Domain;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Rivals;

/// <summary>
/// A bandit over policies: each epoch one of them decides, drawn by weights that its cost moves (Auer et al., 2002).
/// All of them learn all the time.
/// </summary>
/// <remarks>The cost of an epoch is waiting plus priced load seconds, scaled by the largest seen so far.</remarks>
internal sealed class Exp3Policy : IPolicy
{
    private readonly DemandPolicy[] _arms;
    private readonly double[] _logWeights;
    private readonly double _epochSeconds;
    private readonly double _exploration;
    private readonly double _loadPrice;
    private RandomStream _draws;
    private double _cost;
    private double _largestCost;
    private long _epochEndsNs;
    private int _active;

    public Exp3Policy(string name, DemandPolicy[] arms, RandomStream draws, double epochSeconds, double exploration, double loadPrice)
    {
        Name = name;
        _arms = arms;
        _draws = draws;
        _logWeights = new double[arms.Length];
        _epochSeconds = epochSeconds;
        _exploration = exploration;
        _loadPrice = loadPrice;
        foreach (var arm in arms) DecidesOn |= arm.DecidesOn;
        _active = _draws.NextInt(arms.Length);
        _epochEndsNs = (long)(epochSeconds * 1e9);
    }

    public string Name { get; }

    public PolicyEvents DecidesOn { get; }

    public double TickSeconds => 1;

    public void Observe(in PoolEvent happened, in PoolView pool)
    {
        foreach (var arm in _arms) arm.Observe(happened, pool);
        if (happened.Kind == PolicyEvents.Completion) _cost += happened.Waited;
        if (happened.Kind == PolicyEvents.Loaded) _cost += _loadPrice * happened.Seconds;
        if (pool.NowNs < _epochEndsNs) return;
        EndEpoch();
        _epochEndsNs = pool.NowNs + (long)(_epochSeconds * 1e9);
    }

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        if ((_arms[_active].DecidesOn & trigger.Kind) != 0) _arms[_active].Decide(pool, trigger, chosen);
    }

    private void EndEpoch()
    {
        _largestCost = Math.Max(_largestCost, _cost);
        double reward = _largestCost > 0 ? 1 - _cost / _largestCost : 1;
        _logWeights[_active] += _exploration * reward / (Probability(_active) * _arms.Length);
        _cost = 0;

        double draw = _draws.NextDouble();
        for (_active = 0; _active < _arms.Length - 1 && draw >= Probability(_active); _active++) draw -= Probability(_active);
    }

    private double Probability(int arm)
    {
        double sum = 0;
        foreach (double other in _logWeights) sum += Math.Exp(other - _logWeights[arm]);
        return (1 - _exploration) / sum + _exploration / _arms.Length;
    }
}
