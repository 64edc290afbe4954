using Teleo.Controller.Domain;
using Teleo.Controller.Policies;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Impostors;

/// <summary>Learns demand and never reads what it learned: its scores take every skill for equally wanted.</summary>
internal sealed class UnreadLearner(PolicyContext context, string name) : HaltingSubject(context, name)
{
    protected override double RateOf(int skill) => 1.0 / Skills;
}

/// <summary>Learns until the judge observes it, and then no more.</summary>
internal sealed class FinishedLearner(PolicyContext context, string name) : HaltingSubject(context, name)
{
    private const double LearnsUntilSeconds = 700;

    public override void Observe(in PoolEvent happened, in PoolView pool)
    {
        if (pool.NowNs * 1e-9 < LearnsUntilSeconds) base.Observe(happened, pool);
    }
}

/// <summary>Decides from counts that are no part of the state it shows.</summary>
internal sealed class HiddenLearner(PolicyContext context, string name) : HaltingSubject(context, name)
{
    private readonly DecayedCounts _hidden = new(context.Catalog.Count);

    public override void Observe(in PoolEvent happened, in PoolView pool)
    {
        base.Observe(happened, pool);
        _hidden.Note(happened, pool, Memory);
    }

    protected override double RateOf(int skill) => _hidden.Values[skill] / Memory;
}

/// <summary>Has an account that follows outcomes and gates nothing that matters: it forbids a reservation that it never needs.</summary>
internal sealed class IdleGate(PolicyContext context, string name) : HaltingSubject(context, name)
{
    private const double Price = 5;

    private double _balance;

    public override IReadOnlyList<SourceBalance> Account
    {
        get => [new("service", _balance)];
        set => _balance = value[0].Balance;
    }

    public override void Earn(in PoolEvent happened, in PoolView pool)
    {
        if (happened.Kind == PolicyEvents.Completion) _balance = Math.Min(
            4, _balance + (happened is { WithinTime: true, Correct: not 0 } ? 0.05 : -0.05));
    }

    public override void Decide(in PoolView pool, in PoolEvent trigger, SubjectDecision decision)
    {
        base.Decide(pool, trigger, decision);
        if (trigger.Kind != PolicyEvents.Tick || decision.Chosen.Count > 0) return;
        var reserve = new ControlAction.Reserve(new() { ResidentBytes = 1 }, 0, pool.NowNs + 1_000_000_000);
        decision.Offer(reserve, 1_000, Price, isForbidden: _balance < Price);
    }
}
