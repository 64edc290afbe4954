using Teleo.Controller.Deciding;
using Teleo.Controller.Domain;
using Teleo.Controller.Guards;
using Teleo.Controller.Learning;
using Teleo.Controller.Ledger;

namespace Teleo.Controller.Policies;

/// <summary>
/// Our controller. The fast loop learns from every event and fills the ledger. The slow loop decides on a fixed view, pays for accepted
/// actions, and writes the decision into one record. Every ablation is this class with other options.
/// </summary>
public sealed partial class TeleodynamicPolicy : IRecordingPolicy, IForesight
{
    private readonly Decider _decider;
    private readonly ControllerOptions _options;
    private readonly Adaptation _adaptation;
    private readonly ResourceLedger _ledger;
    private readonly Bankroll _bankroll;
    private readonly IResource _resource;
    private readonly ResourceSignals _signals;
    private readonly List<Foretelling> _foretellings = [];
    private readonly Structure _structure = new();
    private readonly PolicyClock _clock = new();
    private readonly MoveLog _moves;
    private readonly ulong _seed;
    private readonly Func<int, long, SkillEstimate, SkillEstimate>? _informed;
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
        _resource = options.Foresight.Rule == ResourceRule.Bankroll
            ? new BankrollResource(_bankroll, options)
            : new ServiceEarnedResource(_ledger, _adaptation, options.Coupling != Coupling.Off);
        _signals = new(
            Math.Max(1, options.AccountCount()), options.Coupling, options.CouplingLag, new SeedTree(seed).Stream("resource-signal"));
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

    /// <summary>
    /// Returns true if a completion freed a runtime for which a load waited, or for any other event that triggers a decision.
    /// </summary>
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
        foreach (var foretelling in _foretellings) _adaptation.Foretell(foretelling, _bankroll.Sources.Of(foretelling.Source), _clock.NowNs);
        _foretellings.Clear();
    }

    /// <summary>The half of <see cref="Observe"/> that changes the account alone.</summary>
    internal void Credit(in PoolEvent happened, in PoolView pool)
    {
        double elapsed = _elapsedSeconds + _clock.Advance(pool.NowNs);
        _elapsedSeconds = 0;
        if (_options.Coupling != Coupling.Off) _resource.Observe(happened, pool, _clock.NowNs, elapsed);
    }

    /// <inheritdoc/>
    public void Foretell(in Foretelling foretelling, in PoolView pool)
    {
        string[] problems = [.. foretelling.Problems(pool.Catalog.Count)];
        if (problems.Length > 0) throw new ArgumentException(string.Join("; ", problems), nameof(foretelling));
        _foretellings.Add(foretelling);
    }

    public void Decide(in PoolView pool, in PoolEvent trigger, List<ControlAction> chosen)
    {
        _structure.Observe(pool, _moves.LastAction);
        Record.Rows.Clear();
        Record.Bets.Clear();
        if (_options.Coupling != Coupling.Off) _resource.Accrue(Record);
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
            if (_options.Coupling != Coupling.Off) _resource.Pay(candidate, Record, _clock.NowNs);
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
        Record.Revisions = Record.Revisions with { Resource = _resource.Revision };
    }

    /// <summary>Takes all of the resource away, as a disturbance from outside.</summary>
    public void Drain() => _resource.Drain();

    /// <summary>E now.</summary>
    public double Balance => _resource.Balance;

    /// <summary>The names of the accounts of the resource; one where it is a single account.</summary>
    internal IReadOnlyList<string> AccountNames => _resource.AccountNames;

    /// <summary>The account that pays for a candidate, by its place among the names.</summary>
    internal int AccountOf(in Candidate candidate) => _resource.AccountOf(candidate.Source);

    /// <summary>The balance of every account with all that is pending booked; a debt is negative.</summary>
    internal double[] BookedBalances() => _resource.BookedBalances();

    /// <summary>Sets every balance from outside, within its bounds. The change is booked as no outcome and no cost.</summary>
    internal void SetBalances(ReadOnlySpan<double> credits) => _resource.SetBalances(credits);

    private void Freeze(in PoolView pool, in PoolEvent trigger)
    {
        var inputs = Record.Inputs;
        inputs.Freeze(pool);
        inputs.Trigger = trigger.Kind;
        inputs.TriggerSkill = trigger.Skill;
        inputs.Sequence = _sequence;
        inputs.Seed = _seed;
        _signals.Waiting = _options.Coupling == Coupling.LoadShuffled ? WaitingIn(pool) : 0;
        _resource.Show(inputs, _signals, _clock.NowNs);
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
        Record.Revisions = new(_structure.Revision, _adaptation.Revision, _resource.Revision, _sequence);
        Record.InnerUpdates = _adaptation.Revision - _lastAdaptation;
        Record.NoOpRun = choice.Chosen == 0 ? Record.NoOpRun + 1 : 0;
        Record.ActionsInWindow = _moves.InWindow(_sequence);
        _lastAdaptation = _adaptation.Revision;
    }

    /// <summary>Gives the seconds since its last use, or since it came where it was never used.</summary>
    private static double IdleSeconds(DecisionInputs inputs, int skill) =>
        ((double)inputs.NowNs - Math.Max(inputs.Skills[skill].LastUseNs, inputs.Skills[skill].LoadedAtNs)) * 1e-9;

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
