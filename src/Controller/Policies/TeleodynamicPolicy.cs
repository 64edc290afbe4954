using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Learning;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Policies;

/// <summary>
/// Our controller. The fast half learns from every event and fills the ledger; the slow half decides on a frozen view, pays
/// for what was accepted, and leaves the whole decision in one record. Every ablation is this class with other options.
/// </summary>
public sealed partial class TeleodynamicPolicy : IRecordingPolicy, IForesight
{
    private readonly Decider _decider;
    private readonly ControllerOptions _options;
    private readonly Adaptation _adaptation;
    private readonly ResourceLedger _ledger;
    private readonly Bankroll _bankroll;
    private readonly ResourceSignal[] _signals;
    private readonly List<Foretelling> _told = [];
    private readonly Structure _structure = new();
    private readonly PolicyClock _clock = new();
    private readonly MoveLog _moves;
    private readonly ulong _seed;
    private readonly Func<int, long, SkillEstimate, SkillEstimate>? _informed;
    private RandomStream _signalChance;
    private long _sequence;
    private long _lastAdaptation;
    private double _elapsedSeconds;

    /// <param name="informed">Replaces what was learned of a skill by what is known of its future, for bounds; null decides from what
    /// was learned.</param>
    public TeleodynamicPolicy(
        Catalog catalog, ControllerOptions options, ulong seed, string name = "teleodynamic", Func<int, long, SkillEstimate,
            SkillEstimate>? informed = null)
    {
        _informed = informed;
        string[] problems = [.. options.Problems(), .. catalog.Problems()];
        if (problems.Length > 0) throw new ArgumentException(string.Join("; ", problems), nameof(options));
        Name = name;
        _options = options;
        _seed = seed;
        _decider = new(catalog, options);
        _adaptation = new(catalog, options.Adaptation, options.Foresight);
        _ledger = new(options.Ledger);
        _bankroll = new(options.Foresight, catalog.Count);
        int signals = Math.Max(1, options.AccountCount());
        _signals = [.. Enumerable.Range(0, signals).Select(_ => new ResourceSignal(options.Coupling, options.CouplingLag))];
        _signalChance = new SeedTree(seed).Stream("resource-signal");
        _moves = new(catalog.Count);
        Record = new(catalog.Count, options.AccountCount());
    }

    public string Name { get; }

    public PolicyEvents DecidesOn =>
        PolicyEvents.Tick | PolicyEvents.Miss | PolicyEvents.Completion | PolicyEvents.Loaded | PolicyEvents.Unloaded | PolicyEvents.Failure
        | PolicyEvents.Pressure | PolicyEvents.Foretold;

    public double TickSeconds => _options.TickSeconds;

    public ControllerOptions Options => _options;

    /// <inheritdoc/>
    public DecisionRecord Record { get; }

    /// <summary>
    /// The streams of chance it may draw from, with their keys; <c>selection</c> has one for each decision, named by the decision's number.
    /// </summary>
    public IEnumerable<KeyValuePair<string, ulong>> Streams =>
    [
        new("controller", _seed),
        new("controller.resource-signal", new SeedTree(_seed).KeyOf("resource-signal")),
        new("controller.selection", new SeedTree(_seed).KeyOf("selection")),
    ];

    public Adaptation Adaptation => _adaptation;

    public ResourceLedger Ledger => _ledger;

    /// <summary>The accounts of the sources of foresight; they move where the resource is theirs.</summary>
    public Bankroll Bankroll => _bankroll;

    public Structure Structure => _structure;

    /// <summary>A completion matters only to those whose load waited for the runtime it freed.</summary>
    public bool WantsToDecide(in PoolEvent happened, in PoolView pool)
    {
        if ((DecidesOn & happened.Kind) == 0) return false;
        return happened.Kind != PolicyEvents.Completion || SomeoneWaits(pool);
    }

    public void Observe(in PoolEvent happened, in PoolView pool)
    {
        Learn(happened, pool);
        Credit(happened, pool);
    }

    /// <summary>The half of <see cref="Observe"/> that changes theta alone.</summary>
    internal void Learn(in PoolEvent happened, in PoolView pool)
    {
        _elapsedSeconds += _clock.Advance(pool.NowNs);
        _adaptation.Observe(happened, pool, _clock.NowNs);
        foreach (var told in _told) _adaptation.Hear(told, _bankroll.Sources.Of(told.Source), _clock.NowNs);
        _told.Clear();
    }

    /// <summary>The half of <see cref="Observe"/> that changes the account alone.</summary>
    internal void Credit(in PoolEvent happened, in PoolView pool)
    {
        double elapsed = _elapsedSeconds + _clock.Advance(pool.NowNs);
        _elapsedSeconds = 0;
        if (_options.Coupling == Coupling.Off) return;
        if (IsBankroll)
        {
            _bankroll.Observe(happened, pool, _clock.NowNs, elapsed);
            return;
        }

        _ledger.Pass(elapsed, ByteShare.Of(pool.Used, pool.Capacity));
        if (happened.Kind == PolicyEvents.Completion) _ledger.Earn(WorthOf(happened));
    }

    /// <inheritdoc/>
    public void Hear(in Foretelling told, in PoolView pool)
    {
        string[] problems = [.. told.Problems(pool.Catalog.Count)];
        if (problems.Length > 0) throw new ArgumentException(string.Join("; ", problems), nameof(told));
        _told.Add(told);
    }

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        _structure.Observe(pool, _moves.LastAction);
        Record.Rows.Clear();
        Record.Bets.Clear();
        if (_options.Coupling != Coupling.Off) Accrue();
        Freeze(pool, trigger);
        _decider.Decide(Record);
        Describe();
        _sequence++;
        if (Record.Action is not ControlAction.NoOp) chosen.Add(Record.Action);
    }

    public void Settle(in Settlement settlement)
    {
        Record.Verdict = settlement.Verdict;
        Record.Receipt = settlement.Receipt;
        Record.Outcome = Outcomes.Of(settlement);
        ref readonly var candidate = ref Record.Candidates[Record.Choice.Chosen];
        if (settlement.IsAccepted)
        {
            if (_options.Coupling != Coupling.Off) Pay(candidate);
            foreach (short skill in Record.Candidates.Leaving(candidate)) _adaptation.Unload(IdleSeconds(Record.Inputs, skill));
            _moves.Pass(candidate, Record.Candidates, Record.Inputs);
            _moves.Accept(candidate, Record.Candidates.Leaving(candidate), _clock.NowNs, Record.Inputs.Sequence);
            Record.Balance = Balance;
        }
        else
        {
            _moves.Refuse(candidate, _clock.NowNs);
        }

        Record.ActionsInWindow = _moves.InWindow(Record.Inputs.Sequence);
        Record.Revisions = Record.Revisions with { Resource = ResourceRevision };
    }

    /// <summary>Takes all of the resource away, as a disturbance from outside.</summary>
    public void Drain()
    {
        if (IsBankroll) _bankroll.Drain();
        else _ledger.Spend(_ledger.Balance - _ledger.Options.Minimum);
    }

    /// <summary>The names of the accounts of the resource; one where it is a single account.</summary>
    internal IReadOnlyList<string> AccountNames =>
        IsBankroll && _bankroll.Accounts.Count > 1
            ? [.. Enumerable.Range(0, _bankroll.Accounts.Count).Select(_bankroll.Sources.NameOf)]
            : ["all"];

    /// <summary>The account that pays for a candidate, by its place among the names.</summary>
    internal int AccountOf(in Candidate candidate) => IsBankroll ? _bankroll.Sources.AccountOf(candidate.Source) : 0;

    /// <summary>The balance of every account with all that is pending booked; a debt is negative.</summary>
    internal double[] BookedBalances()
    {
        if (IsBankroll) return [.. _bankroll.Accounts.Select(account => account.Available)];
        if (_options.Coupling == Coupling.Off) return [_ledger.Balance];
        _ledger.Accrue();
        _ledger.ApplyFloorRule();
        return [_ledger.Balance];
    }

    /// <summary>Sets every balance from outside, within its bounds. The change is booked as no outcome and no cost.</summary>
    internal void SetBalances(ReadOnlySpan<double> credits)
    {
        if (IsBankroll) _bankroll.SetBalances(credits);
        else _ledger.SetBalance(credits[0]);
    }

    private void Accrue()
    {
        if (IsBankroll)
        {
            Record.Rows.Add(_bankroll.Accrue(Record.Bets));
            return;
        }

        Record.Rows.Add(_ledger.Accrue());
        if (_ledger.ApplyFloorRule() is { } row) Record.Rows.Add(row);
    }

    private bool IsBankroll => _options.Foresight.Rule == ResourceRule.Bankroll;

    /// <summary>E now.</summary>
    public double Balance => IsBankroll ? _bankroll.Balance : _ledger.Balance;

    private long ResourceRevision => IsBankroll ? _bankroll.Revision : _ledger.Revision;

    /// <summary>Tells the gate what it reads: the resource, or each account and the sum of all.</summary>
    private void ReadResource(int waiting)
    {
        var inputs = Record.Inputs;
        if (!IsBankroll)
        {
            inputs.Resource = _signals[0].Read(_ledger.Balance, waiting, ref _signalChance);
            return;
        }

        double sum = 0;
        for (int i = 0; i < inputs.Accounts.Length; i++)
        {
            inputs.Accounts[i] = _signals[i].Read(_bankroll.Available(i, _clock.NowNs), waiting, ref _signalChance);
            sum += Math.Max(0, inputs.Accounts[i]);
        }

        inputs.Resource = sum;
    }

    /// <summary>Pays for an accepted action: from the one resource, or as a bet from the account of its source.</summary>
    private void Pay(in Candidate candidate)
    {
        if (!IsBankroll)
        {
            Record.Rows.Add(_ledger.Spend(candidate.Cost));
            return;
        }

        var leaving = Record.Candidates.Leaving(candidate);
        if (candidate.Cost > 0) Record.Rows.Add(Bet(candidate, leaving));
        foreach (short skill in leaving) _bankroll.Leave(skill, _clock.NowNs);
    }

    private LedgerRow Bet(in Candidate candidate, ReadOnlySpan<short> leaving)
    {
        var inputs = Record.Inputs;
        int skill = candidate.First, source = candidate.Source;
        long now = _clock.NowNs, decision = inputs.Sequence;
        long told = source == Sources.Popularity ? long.MaxValue : inputs.Estimates[skill].ForetoldUntilNs;
        long ahead = now + (long)(Horizon.Of(_options.Score, inputs) * 1e9);
        double before = _bankroll.Balance, stake = candidate.Cost, load = inputs.Skills[skill].LoadSeconds;
        Record.Bets.Add(candidate.Kind switch
        {
            ActionKind.Reserve => _bankroll.Load(skill, source, decision, stake, stake, [], now, ahead),
            _ when candidate.ComingCount > 0 => _bankroll.Load(skill, source, decision, stake, load, leaving, now, told),
            _ => _bankroll.Free(skill, source, decision, stake, load, now, ahead),
        });
        return new(LedgerEntry.Action, before, 1, 0, 0, 0, Record.Bets[^1].Taken, _bankroll.Balance);
    }

    private void Freeze(in PoolView pool, in PoolEvent trigger)
    {
        var inputs = Record.Inputs;
        inputs.Freeze(pool);
        inputs.Trigger = trigger.Kind;
        inputs.TriggerSkill = trigger.Skill;
        inputs.Sequence = _sequence;
        inputs.Seed = _seed;
        ReadResource(_options.Coupling == Coupling.LoadShuffled ? WaitingIn(pool) : 0);
        inputs.Phase = _ledger.Phase;
        inputs.MovesMade = _moves.Count;
        inputs.IdleAgeSeconds = _adaptation.IdleAgeSeconds;
        double horizon = Horizon.Of(_options.Score, inputs);
        for (int i = 0; i < inputs.Estimates.Length; i++)
        {
            ref var estimate = ref inputs.Estimates[i];
            _adaptation.Estimate(i, _clock.NowNs, horizon, ref estimate);
            if (_informed is not null) estimate = _informed(i, pool.NowNs, estimate);
        }

        _moves.CopyTo(inputs, _clock.NowNs);
    }

    private void Describe()
    {
        var choice = Record.Choice;
        ref readonly var candidate = ref Record.Candidates[choice.Chosen];
        var inputs = Record.Inputs;
        long until = inputs.NowNs + (long)(_options.Score.ReservationSeconds * 1e9);
        Record.Action = Record.Candidates.ActionOf(candidate,
            candidate.First < 0 ? default : inputs.Skills[candidate.First].Footprint, until);
        Record.Outcome = choice.Outcome;
        Record.Verdict = default;
        Record.Receipt = null;
        Record.Balance = Balance;
        Record.StructureId = _structure.Id;
        Record.ParentStructureId = _structure.ParentId;
        Record.StructureCause = _structure.Cause;
        Record.Revisions = new(_structure.Revision, _adaptation.Revision, ResourceRevision, _sequence);
        Record.InnerUpdates = _adaptation.Revision - _lastAdaptation;
        Record.NoOpRun = choice.Chosen == 0 ? Record.NoOpRun + 1 : 0;
        Record.ActionsInWindow = _moves.InWindow(_sequence);
        _lastAdaptation = _adaptation.Revision;
    }

    /// <summary>Gives the seconds since its last use, or since it came where it was never used.</summary>
    private static double IdleSeconds(DecisionInputs inputs, int skill) =>
        ((double)inputs.NowNs - Math.Max(inputs.Skills[skill].LastUseNs, inputs.Skills[skill].LoadedAtNs)) * 1e-9;

    /// <summary>
    /// Returns the worth of an answer: right and in time. Where nobody judged it, it is worth the belief about its skill.
    /// </summary>
    private double WorthOf(in PoolEvent completion)
    {
        if (!completion.WithinTime) return 0;
        if (!double.IsNaN(completion.Correct)) return completion.Correct;
        return completion.Skill < 0 ? double.NaN : _adaptation.Quality(completion.Skill);
    }

    private static int WaitingIn(in PoolView pool)
    {
        int waiting = 0;
        foreach (ref readonly var state in pool.Skills) waiting += state.Queued;
        return waiting;
    }

    private static bool SomeoneWaits(in PoolView pool)
    {
        if (pool.NobodyWaits) return false;
        foreach (ref readonly var state in pool.Skills)
            if (SkillValues.IsWaitedFor(state)) return true;
        return false;
    }
}
