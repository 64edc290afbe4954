using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Impostors;

/// <summary>
/// An impostor that is stopped after a number of actions, or outside of spans of time that its author expects the judge to use.
/// </summary>
/// <param name="moves">Actions before the stop.</param>
/// <param name="hides">Reports scores of zero while it is stopped.</param>
/// <param name="fills">Loads into free memory at any time.</param>
/// <param name="openUntilSeconds">Ends of the spans in which it acts, each with its beginning; empty acts until the number of
/// actions.</param>
internal sealed class StoppedSubject(
    ISubject inner, string name, long moves, bool hides, bool fills = false, params (double From, double Until)[] openUntilSeconds)
    : BentSubject(inner, name)
{
    private readonly SubjectDecision _honest = new();
    private double _made;

    protected override double[] Own
    {
        get => [_made];
        set => _made = value[0];
    }

    public override void Decide(in PoolView pool, in PoolEvent trigger, SubjectDecision decision)
    {
        double now = pool.NowNs * 1e-9;
        bool isOpen = openUntilSeconds.Length == 0 ? _made < moves : openUntilSeconds.Any(span => now >= span.From && now < span.Until);
        _honest.Clear();
        Inner.Decide(pool, trigger, _honest);
        if (isOpen || (fills && _honest.Chosen.Any(chosen => _honest.Candidates[chosen].Action is ControlAction.Activate)))
        {
            foreach (var candidate in _honest.Candidates)
                decision.Offer(candidate.Action, candidate.Score, candidate.Cost, candidate.IsForbidden, candidate.Source);
            foreach (int chosen in _honest.Chosen) decision.Take(chosen);
            return;
        }

        foreach (var candidate in _honest.Candidates)
            decision.Offer(candidate.Action, hides ? 0 : candidate.Score, candidate.Cost, candidate.IsForbidden, candidate.Source);
    }

    public override void Settle(in Settlement settlement, int candidate)
    {
        if (settlement.IsAccepted) _made++;
        Inner.Settle(settlement, candidate);
    }
}
