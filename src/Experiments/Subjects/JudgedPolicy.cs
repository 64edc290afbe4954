using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Policies;
using Teleo.Experiments.Simulator;

namespace Teleo.Experiments.Subjects;

/// <summary>Plays a subject in a pool under a treatment. Theta and account are changed here, without the subject's participation.</summary>
internal sealed class JudgedPolicy : IPolicy, IOffersAlternatives
{
    /// <summary>Theta is compared before and after one event in so many.</summary>
    private const int ThetaEvery = 20;

    private readonly Func<ISubject> _make;
    private readonly Treatment _treatment;
    private readonly AccountBench _bench;
    private readonly SubjectDecision _decision = new();
    private readonly SubjectRecheck? _recheck;
    private readonly byte[] _firstRest;
    private readonly double _openingTotal;
    private ISubject _subject;
    private RandomStream _lies, _choice, _random;
    private long _events;
    private int _settled;
    private bool _isReset, _isRestarted;

    /// <param name="makeApart">Makes the subject for the decisions that are made again, from code loaded anew.</param>
    public JudgedPolicy(Func<ISubject> make, Func<ISubject> makeApart, Treatment treatment, SubjectMeter meter, SeedTree seeds,
        RecheckPlan? checks = null)
    {
        (_make, _treatment, Meter) = (make, treatment, meter);
        _subject = make();
        _lies = seeds.Stream("judge.false-outcomes");
        _choice = seeds.Stream("judge.choice");
        _random = seeds.Stream("judge.random-candidate");
        _bench = new(treatment, seeds.Stream("judge.account"));
        _firstRest = _subject.Rest;
        _openingTotal = TotalOf(_subject);
        HasAccount = _subject.Account.Count > 0;
        if (checks is { Share: > 0 } plan && _subject.HasOpenState) _recheck = new(makeApart, plan, seeds.Stream("judge.recheck"), meter);
    }

    public SubjectMeter Meter { get; }

    /// <summary>The subject has an account, so that the judge can show it another.</summary>
    public bool HasAccount { get; }

    /// <summary>True if the subject has state besides theta and account, which the judge can reset.</summary>
    public bool HasRest => _firstRest.Length > 0;

    public string Name => _subject.Name;

    public PolicyEvents DecidesOn => _subject.DecidesOn;

    public double TickSeconds => _subject.TickSeconds;

    public bool WantsToDecide(in PoolEvent happened, in PoolView pool) => _subject.WantsToDecide(happened, pool);

    public void Observe(in PoolEvent happened, in PoolView pool)
    {
        double now = pool.NowNs * 1e-9;
        Disturb(now);
        Meter.Note(happened, now);
        bool isRequest = (happened.Kind & (PolicyEvents.Arrival | PolicyEvents.Miss | PolicyEvents.Completion)) != 0;
        if (!isRequest || now < _treatment.FreezeLearningAtSeconds) Learn(happened, pool, now);
        _subject.Earn(Reported(happened), pool);
    }

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        double now = pool.NowNs * 1e-9;
        bool showsOther = _treatment.Account != AccountRule.Own;
        var account = showsOther ? _subject.Account : [];
        if (showsOther && account.Count > 0) _subject.Account = _bench.Shown(account, now);
        var before = _recheck?.Take(_subject, now);
        _decision.Clear();
        _subject.Decide(pool, trigger, _decision);
        if (before is not null) _recheck!.Compare(before, pool, trigger, _decision);
        if (showsOther && account.Count > 0) _subject.Account = account;
        Choose();
        Meter.Decide(_decision, _subject.Margin, now);
        _settled = 0;
        if (_treatment.ClampsStructure) return;
        foreach (int candidate in _decision.Chosen) chosen.Add(_decision.Candidates[candidate].Action);
    }

    public void Settle(in Settlement settlement)
    {
        int index = _decision.Chosen[_settled++];
        var candidate = _decision.Candidates[index];
        if (settlement.IsAccepted)
        {
            Meter.Accept(candidate);
            if (_treatment.Account == AccountRule.Clock) _bench.Pay(_subject.Account, candidate.Source, candidate.Cost);
        }

        _subject.Settle(settlement, index);
    }

    /// <summary>Closes the run: books the income and ends the subject.</summary>
    public void Close()
    {
        Meter.Income = TotalOf(_subject) - _openingTotal + Meter.Spent;
        _subject.Dispose();
        _recheck?.Dispose();
    }

    public void AddAlternatives(List<ControlAction> alternatives)
    {
        var roles = Meter.Roles;
        roles.Clear();
        int first = _decision.Chosen.Count > 0 ? _decision.Chosen[0] : 0;
        int wanted = _decision.BestOf(allowsForbidden: true);
        if (first > 0 && Meter.Rolls.HasFlag(RolledRoles.Ranked))
        {
            int second = _decision.BestOf(allowsForbidden: false, except: first);
            if (second > 0) roles.Second = _decision.Candidates[second].Action;
            if (_decision.Candidates.Count > 2) roles.Random = _decision.Candidates[1
                + _random.NextInt(_decision.Candidates.Count - 1)].Action;
            roles.Claimed = _decision.Candidates[first].Score - _decision.Candidates[0].Score;
        }

        if (Meter.Rolls.HasFlag(RolledRoles.Forbidden) && Meter.IsBound(_decision, _subject.Margin))
            roles.Forbidden = _decision.Candidates[wanted].Action;
        foreach (var action in (ControlAction?[])[roles.Second, roles.Random, roles.Forbidden])
            if (action is not null && !alternatives.Contains(action)) alternatives.Add(action);
    }

    private void Disturb(double now)
    {
        if (!_isReset && now >= _treatment.ResetRestAtSeconds)
        {
            _isReset = true;
            _subject.Rest = _firstRest;
        }

        if (_isRestarted || now < _treatment.RestartAtSeconds) return;
        _isRestarted = true;
        var successor = _make();
        (successor.Theta, successor.Rest) = (_subject.Theta, _subject.Rest);
        successor.Account = _subject.Account;
        _subject.Dispose();
        _subject = successor;
    }

    private void Learn(in PoolEvent happened, in PoolView pool, double now)
    {
        bool samples = Meter.SamplesTheta && (_events++ % ThetaEvery == 0 || Meter.WaitsForThetaAt(now));
        byte[] before = samples ? _subject.Theta : [];
        _subject.Observe(happened, pool);
        if (samples) Meter.NoteTheta(!before.AsSpan().SequenceEqual(_subject.Theta), now);
    }

    private PoolEvent Reported(in PoolEvent happened)
    {
        if (happened.Kind != PolicyEvents.Completion || _treatment.FalseOutcomes <= 0) return happened;
        bool lies = _lies.NextDouble() < _treatment.FalseOutcomes;
        return lies ? happened with { Correct = 0, WithinTime = false, Waited = happened.Waited + 60 } : happened;
    }

    private void Choose()
    {
        if (_treatment.Choice == ChoiceRule.Own || _decision.Chosen.Count == 0) return;
        var free = new List<int>();
        for (int i = 1; i < _decision.Candidates.Count; i++)
            if (!_decision.Candidates[i].IsForbidden) free.Add(i);
        if (free.Count == 0) return;
        _decision.Untake();
        _decision.Take(_treatment.Choice == ChoiceRule.Random ? free[_choice.NextInt(free.Count)]
            : free.MinBy(i => _decision.Candidates[i].Score));
    }

    private static double TotalOf(ISubject subject) => subject.Account.Sum(source => source.Balance);
}
