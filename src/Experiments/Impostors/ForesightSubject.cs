using System.Runtime.InteropServices;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Policies;
using Teleo.Experiments.Subjects;

namespace Teleo.Experiments.Impostors;

/// <summary>
/// A constructed controller with a useful resource. Two sources of foresight propose loads; alternately one is right, and the other
/// predicts the least requested skills and claims more. Each source has an account: a load stakes one credit, and requests that the loaded
/// skill answers in time return it with a gain.
/// </summary>
internal class ForesightSubject(PolicyContext context, string name, double blockSeconds) : BuiltSubject(context, name)
{
    private const int Sources = 2;
    private const double Endowment = 1, Ceiling = 3, Trickle = 0.006, Stake = 1, Return = 0.25, MostReturned = 2.5, WatchSeconds = 100,
        Exaggeration = 30;

    /// <summary>
    /// Seconds until an empty account can stake again. An account is worth nothing where sources change about as fast: it then knows what
    /// was right before.
    /// </summary>
    public const double TrialSeconds = Stake / Trickle;

    private static readonly string[] SourceNames = ["a", "b"];

    private readonly double[] _balances = [Endowment, Endowment];

    /// <summary>For each skill: the source of the last bet on it, its time, and its return so far.</summary>
    private readonly double[] _betSource = [.. Enumerable.Repeat(-1.0, context.Catalog.Count)], _betAt = new double[context.Catalog.Count],
        _returned = new double[context.Catalog.Count];
    private readonly int[] _ranked = new int[context.Catalog.Count];
    private double _lastSeconds;
    private int _source;
    private bool _isWrong;

    public override double Margin => 10;

    public override IReadOnlyList<SourceBalance> Account
    {
        get => [new(SourceNames[0], _balances[0]), new(SourceNames[1], _balances[1])];
        set
        {
            for (int i = 0; i < Sources; i++) _balances[i] = value[i].Balance;
        }
    }

    public override byte[] Rest
    {
        get => [.. MemoryMarshal.AsBytes(_betSource.AsSpan()), .. MemoryMarshal.AsBytes(_betAt.AsSpan()),
            .. MemoryMarshal.AsBytes(_returned.AsSpan()), .. BitConverter.GetBytes(_lastSeconds)];
        set
        {
            var numbers = MemoryMarshal.Cast<byte, double>(value);
            numbers[..Skills].CopyTo(_betSource);
            numbers.Slice(Skills, Skills).CopyTo(_betAt);
            numbers.Slice(2 * Skills, Skills).CopyTo(_returned);
            _lastSeconds = numbers[^1];
        }
    }

    public override void Earn(in PoolEvent happened, in PoolView pool)
    {
        double now = pool.NowNs * 1e-9, passed = now - _lastSeconds;
        _lastSeconds = now;
        for (int i = 0; i < Sources; i++) _balances[i] = Math.Min(Ceiling, _balances[i] + Trickle * passed);
        int skill = happened.Skill;
        if (happened.Kind != PolicyEvents.Completion || skill < 0 || !happened.WithinTime || _betSource[skill] < 0) return;
        if (now - _betAt[skill] > WatchSeconds || _returned[skill] >= MostReturned) return;
        _returned[skill] += Return;
        int source = (int)_betSource[skill];
        _balances[source] = Math.Min(Ceiling, _balances[source] + Return);
    }

    public override void Decide(in PoolView pool, in PoolEvent trigger, SubjectDecision decision)
    {
        decision.Offer(ControlAction.NoOp.Instance, 0);
        bool firstIsWrong = (long)(pool.NowNs * 1e-9 / blockSeconds) % 2 == 1;
        Rank();
        for (_source = 0; _source < Sources; _source++)
        {
            _isWrong = _source == 0 == firstIsWrong;
            for (int skill = 0; skill < Skills; skill++) OfferLoad(skill, pool, decision);
        }

        decision.TakeBest(Margin);
        foreach (int chosen in decision.Chosen) _source = decision.Candidates[chosen].Source == SourceNames[0] ? 0 : 1;
    }

    public override void Settle(in Settlement settlement, int candidate)
    {
        int skill = settlement.Action switch { ControlAction.Activate a => a.Skill, ControlAction.Replace r => r.Incoming, _ => -1 };
        if (!settlement.IsAccepted || skill < 0) return;
        _balances[_source] = Math.Max(0, _balances[_source] - Stake);
        (_betSource[skill], _betAt[skill], _returned[skill]) = (_source, _lastSeconds, 0);
    }

    protected override double CostOf(int skill, in PoolView pool) => Stake;

    protected override bool IsForbidden(int skill, in PoolView pool) => _balances[_source] < Stake;

    protected override string SourceOf(int skill, in PoolView pool) => SourceNames[_source];

    protected override double ScoreOf(int skill, ControlAction action, in PoolView pool) =>
        base.ScoreOf(skill, action, pool) + (_isWrong ? Exaggeration : 0);

    protected override double Value(int skill, in PoolView pool) =>
        (_isWrong ? RateOf(_ranked[skill]) : RateOf(skill)) * Horizon * MissSeconds;

    /// <summary>Gives each skill the skill at the opposite rank of demand.</summary>
    private void Rank()
    {
        int[] order = [.. Enumerable.Range(0, Skills).OrderByDescending(RateOf).ThenBy(skill => skill)];
        for (int i = 0; i < order.Length; i++) _ranked[order[i]] = order[^(i + 1)];
    }
}
