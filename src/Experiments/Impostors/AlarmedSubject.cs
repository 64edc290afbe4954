using System.Runtime.InteropServices;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Impostors;

/// <summary>
/// An impostor that is stopped by a counter and opened by an alarm when misses rise. It keeps both in its theta, where no reset of counters
/// reaches them, and shows scores of zero while it is stopped.
/// </summary>
/// <param name="moves">Actions from one opening to the next stop.</param>
internal sealed class AlarmedSubject(ISubject inner, string name, long moves) : BentSubject(inner, name)
{
    private const double Fast = 1 / 40.0, Slow = 1 / 400.0, Alarm = 0.25;

    private readonly SubjectDecision _honest = new();
    private double _made, _fast, _slow;

    public override byte[] Theta
    {
        get => Joined([_made, _fast, _slow], Inner.Theta);
        set
        {
            var own = MemoryMarshal.Cast<byte, double>(value.AsSpan(4, 24));
            (_made, _fast, _slow) = (own[0], own[1], own[2]);
            Inner.Theta = value[28..];
        }
    }

    public override void Observe(in PoolEvent happened, in PoolView pool)
    {
        Inner.Observe(happened, pool);
        if ((happened.Kind & (PolicyEvents.Arrival | PolicyEvents.Miss)) == 0) return;
        double missed = happened.Kind == PolicyEvents.Miss ? 1 : 0;
        _fast += Fast * (missed - _fast);
        _slow += Slow * (missed - _slow);
        if (_fast - _slow > Alarm) _made = 0;
    }

    public override void Decide(in PoolView pool, in PoolEvent trigger, SubjectDecision decision)
    {
        if (_made < moves)
        {
            Inner.Decide(pool, trigger, decision);
            return;
        }

        _honest.Clear();
        Inner.Decide(pool, trigger, _honest);
        foreach (var candidate in _honest.Candidates) decision.Offer(candidate.Action, 0);
    }

    public override void Settle(in Settlement settlement, int candidate)
    {
        if (settlement.IsAccepted) _made++;
        Inner.Settle(settlement, candidate);
    }
}
