using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Policies;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Impostors;

/// <summary>
/// A least-recently-used cache that keeps a cosmetic theta and a cosmetic account: both are written, neither is read. With a decoy it
/// offers, at one idle tick in ten,
/// a senseless load that its account must forbid.
/// </summary>
internal sealed class CacheImpostor(PolicyContext context, string name, bool hasDecoy) : BuiltSubject(context, name)
{
    private const double DecoyPrice = 1_000;

    private double _balance = 10;
    private double _ticks;

    public override IReadOnlyList<SourceBalance> Account
    {
        get => [new("service", _balance)];
        set => _balance = value[0].Balance;
    }

    public override byte[] Rest
    {
        get => BitConverter.GetBytes(_ticks);
        set => _ticks = BitConverter.ToDouble(value);
    }

    public override void Earn(in PoolEvent happened, in PoolView pool)
    {
        if (happened.Kind == PolicyEvents.Completion && happened is { WithinTime: true, Correct: not 0 }) _balance = Math.Min(
            100, _balance + 0.1);
    }

    public override void Decide(in PoolView pool, in PoolEvent trigger, SubjectDecision decision)
    {
        decision.Offer(ControlAction.NoOp.Instance, 0);
        if (trigger.Kind == PolicyEvents.Tick) _ticks++;
        for (int skill = 0; skill < Skills; skill++)
        {
            bool isMissed = pool.Skills[skill].Queued > 0 || (trigger.Kind == PolicyEvents.Miss && trigger.Skill == skill);
            if (isMissed && LoadOf(skill, pool) is { } load) decision.Offer(load, 1 + 1e-9 * Recency(skill, pool), 0.05);
        }

        bool isDecoy = hasDecoy && trigger.Kind == PolicyEvents.Tick && decision.Candidates.Count == 1 && _ticks % 10 == 0;
        for (int skill = 0; isDecoy && skill < Skills && decision.Candidates.Count == 1; skill++)
            if (LoadOf(skill, pool) is { } load) decision.Offer(load, 100, DecoyPrice, isForbidden: _balance < DecoyPrice);
        decision.TakeBest();
    }

    public override void Settle(in Settlement settlement, int candidate)
    {
        if (settlement.IsAccepted) _balance = Math.Max(0, _balance - 0.05);
    }

    protected override double Value(int skill, in PoolView pool) => Recency(skill, pool);

    /// <summary>Seconds since the start at which the skill was last used: the plant keeps it, so that no theta is needed.</summary>
    private static double Recency(int skill, in PoolView pool) => pool.Skills[skill].LastUseNs * 1e-9;
}
