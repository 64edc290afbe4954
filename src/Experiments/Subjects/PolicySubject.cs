using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Policies;

namespace Teleo.Experiments.Subjects;

/// <summary>A policy without scores, account or readable state. It offers the no-op and its choice, without a score.</summary>
internal sealed class PolicySubject(IPolicy policy) : ISubject
{
    private readonly List<ControlAction> _chosen = [];

    public string Name => policy.Name;

    public PolicyEvents DecidesOn => policy.DecidesOn;

    public double TickSeconds => policy.TickSeconds;

    public bool HasOpenState => false;

    public byte[] Theta { get; set; } = [];

    public byte[] Rest { get; set; } = [];

    public IReadOnlyList<SourceBalance> Account { get; set; } = [];

    public bool WantsToDecide(in PoolEvent happened, in PoolView pool) => policy.WantsToDecide(happened, pool);

    public void Observe(in PoolEvent happened, in PoolView pool) => policy.Observe(happened, pool);

    public void Earn(in PoolEvent happened, in PoolView pool)
    {
    }

    public void Decide(in PoolView pool, in PoolEvent trigger, SubjectDecision decision)
    {
        _chosen.Clear();
        policy.Decide(pool, trigger, _chosen);
        decision.Offer(ControlAction.NoOp.Instance, double.NaN);
        foreach (var action in _chosen)
            if (action is not ControlAction.NoOp) decision.Take(decision.Offer(action, double.NaN));
    }

    public void Settle(in Settlement settlement, int candidate) => policy.Settle(settlement);

    public void Dispose() => (policy as IDisposable)?.Dispose();
}
